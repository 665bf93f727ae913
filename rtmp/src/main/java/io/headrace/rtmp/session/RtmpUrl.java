package io.headrace.rtmp.session;

import java.util.Locale;

/**
 * What a client connects to: {@code rtmp://[user:password@]host[:port]/app[/…]/name[?query]}. The
 * last segment before the query is the name, unless the query stands in the application part, as in
 * {@code live?auth=1/name}. Application and name are sent as written, never decoded.
 *
 * @param host name or address; IPv6 without brackets
 * @param app with its query, where it has one
 * @param name with its query, where it has one
 * @param user empty without one
 * @param password empty without one
 */
public record RtmpUrl(
    String host, int port, String app, String name, String user, String password) {
  public static final int DEFAULT_PORT = 1935;

  /** With what a login appends. */
  static final int MAX_APP_LENGTH = 1_024;

  static final int MAX_NAME_LENGTH = 512;

  private static final String SCHEME = "rtmp://";
  private static final String TLS_SCHEME = "rtmps://";
  private static final String FORM = " (expected: rtmp://host[:port]/app/name)";
  private static final int MAX_PORT = 65_535;
  private static final int MAX_PORT_DIGITS = 5;

  public RtmpUrl {
    checkHost(host);
    if (port < 1 || port > MAX_PORT) {
      throw new IllegalArgumentException("port: " + port + " (expected: 1 to " + MAX_PORT + ")");
    }
    checkText("application", app, MAX_APP_LENGTH);
    checkText("stream name", name, MAX_NAME_LENGTH);
  }

  /**
   * @throws IllegalArgumentException with one line that does not repeat the text
   */
  public static RtmpUrl parse(String text) {
    String rest = afterScheme(text);
    int slash = rest.indexOf('/');
    if (slash < 0) {
      throw new IllegalArgumentException("no application and stream name" + FORM);
    }
    Authority authority = Authority.parse(rest.substring(0, slash));
    String path = rest.substring(slash + 1);
    int cut = nameAt(path);
    if (cut < 1) {
      throw new IllegalArgumentException("no application or no stream name" + FORM);
    }
    return new RtmpUrl(
        authority.host(),
        authority.port(),
        path.substring(0, cut),
        path.substring(cut + 1),
        authority.user(),
        authority.password());
  }

  /** What connect calls tcUrl: the URL without name and credentials. */
  public String tcUrl() {
    return SCHEME + hostInUrl() + ":" + port + "/" + app;
  }

  /**
   * This stream on another server, or of another application.
   *
   * @param tcUrl absolute, or relative to ours
   * @throws IllegalArgumentException with one line that does not repeat the text
   */
  RtmpUrl at(String tcUrl) {
    if (tcUrl.startsWith("//")) {
      return at("rtmp:" + tcUrl);
    }
    if (tcUrl.indexOf("://") < 0) {
      int parent = tcUrl.startsWith("/") ? 0 : withoutQuery(app).lastIndexOf('/') + 1;
      return withApp(app.substring(0, parent) + tcUrl.substring(tcUrl.startsWith("/") ? 1 : 0));
    }
    String rest = afterScheme(tcUrl);
    int slash = rest.indexOf('/');
    Authority authority = Authority.parse(slash < 0 ? rest : rest.substring(0, slash));
    String newApp = slash < 0 ? "" : rest.substring(slash + 1);
    return new RtmpUrl(
        authority.host(), authority.port(), newApp.isEmpty() ? app : newApp, name, user, password);
  }

  /** This URL with another application. */
  RtmpUrl withApp(String newApp) {
    return new RtmpUrl(host, port, newApp, name, user, password);
  }

  /** For logs: without credentials and queries, which hold keys. */
  @Override
  public String toString() {
    return SCHEME + hostInUrl() + ":" + port + "/" + withoutQuery(app) + "/" + withoutQuery(name);
  }

  private String hostInUrl() {
    return host.indexOf(':') < 0 ? host : "[" + host + "]";
  }

  private static String afterScheme(String text) {
    if (text.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return text.substring(SCHEME.length());
    }
    String found =
        text.toLowerCase(Locale.ROOT).startsWith(TLS_SCHEME)
            ? "rtmps is not supported"
            : "no rtmp:// address";
    throw new IllegalArgumentException(found + FORM);
  }

  /** Index of the slash before the name; -1 when there is none. */
  private static int nameAt(String path) {
    int query = path.indexOf('?');
    if (query < 0) {
      return path.lastIndexOf('/');
    }
    int slash = path.lastIndexOf('/', query);
    return slash < 0 ? path.indexOf('/', query) : slash;
  }

  private static String withoutQuery(String text) {
    int query = text.indexOf('?');
    return query < 0 ? text : text.substring(0, query);
  }

  private static void checkHost(String host) {
    boolean valid =
        !host.isEmpty()
            && host.chars().allMatch(c -> c < 0x7F && (Character.isLetterOrDigit(c) || isMark(c)));
    if (!valid) {
      throw new IllegalArgumentException("no host name or address" + FORM);
    }
  }

  private static boolean isMark(int c) {
    return c == '.' || c == '-' || c == '_' || c == ':' || c == '%';
  }

  private static void checkText(String what, String text, int maxLength) {
    if (text.isEmpty() || text.length() > maxLength) {
      throw new IllegalArgumentException(
          what + ": " + text.length() + " characters (expected: 1 to " + maxLength + ")");
    }
    if (text.chars().anyMatch(c -> c <= ' ' || c >= 0x7F)) {
      throw new IllegalArgumentException(
          what + ": has a space or a character beyond ASCII (expected: percent-encoded)");
    }
  }

  /** {@code [user[:password]@]host[:port]}, RFC 3986 §3.2. */
  private record Authority(String host, int port, String user, String password) {
    static Authority parse(String text) {
      int at = text.lastIndexOf('@');
      String userInfo = at < 0 ? "" : text.substring(0, at);
      int colon = userInfo.indexOf(':');
      String user = colon < 0 ? userInfo : userInfo.substring(0, colon);
      String password = colon < 0 ? "" : userInfo.substring(colon + 1);
      String server = text.substring(at + 1);
      int portColon = server.lastIndexOf(':');
      if (server.startsWith("[")) {
        int bracket = server.indexOf(']');
        if (bracket < 0 || (bracket + 1 < server.length() && portColon != bracket + 1)) {
          throw new IllegalArgumentException("address in brackets: not closed" + FORM);
        }
        portColon = portColon > bracket ? portColon : -1;
        return new Authority(
            server.substring(1, bracket),
            port(server, portColon),
            UrlQuery.percentDecoded(user),
            UrlQuery.percentDecoded(password));
      }
      String host = portColon < 0 ? server : server.substring(0, portColon);
      if (host.indexOf(':') >= 0) {
        throw new IllegalArgumentException("IPv6 address without brackets" + FORM);
      }
      return new Authority(
          host,
          port(server, portColon),
          UrlQuery.percentDecoded(user),
          UrlQuery.percentDecoded(password));
    }

    private static int port(String server, int colon) {
      if (colon < 0) {
        return DEFAULT_PORT;
      }
      String digits = server.substring(colon + 1);
      boolean number =
          !digits.isEmpty()
              && digits.length() <= MAX_PORT_DIGITS
              && digits.chars().allMatch(c -> c >= '0' && c <= '9');
      if (!number) {
        throw new IllegalArgumentException("port: no number" + FORM);
      }
      return Integer.parseInt(digits);
    }
  }
}
