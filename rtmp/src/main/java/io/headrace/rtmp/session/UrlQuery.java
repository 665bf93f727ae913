package io.headrace.rtmp.session;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The query behind a {@code ?} in an application or stream name, RFC 3986 §3.4. */
final class UrlQuery {
  static final int MAX_PARAMETERS = 32;

  private UrlQuery() {}

  /** {@code text} up to its query. */
  static String without(String text) {
    int query = text.indexOf('?');
    return query < 0 ? text : text.substring(0, query);
  }

  /**
   * Adds the parameters of {@code text} to {@code parameters}, percent-decoded once. Those that are
   * there are replaced; what is no pair has the value "".
   *
   * @param maxLength longest name and longest value, characters
   * @throws IllegalArgumentException with one line that does not repeat the text
   */
  static void read(String text, int maxLength, Map<String, String> parameters) {
    int query = text.indexOf('?');
    if (query < 0) {
      return;
    }
    // Some clients add another query behind the first: OBS's multitrack sends "?a=1?b=2".
    for (String pair : text.substring(query + 1).split("[&?]")) {
      if (pair.isEmpty()) {
        continue;
      }
      int equals = pair.indexOf('=');
      String name = decoded(equals < 0 ? pair : pair.substring(0, equals), maxLength);
      String value = equals < 0 ? "" : decoded(pair.substring(equals + 1), maxLength);
      parameters.put(name, value);
      if (parameters.size() > MAX_PARAMETERS) {
        throw new IllegalArgumentException("URL parameters: > " + MAX_PARAMETERS);
      }
    }
  }

  private static String decoded(String text, int maxLength) {
    if (text.length() > maxLength) {
      throw new IllegalArgumentException(
          "URL parameter: " + text.length() + " characters (expected: <= " + maxLength + ")");
    }
    return text.indexOf('%') < 0 ? text : percentDecoded(text);
  }

  /** RFC 3986 §2.1; a percent sign without two digits stands for itself. */
  static String percentDecoded(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int length = 0;
    for (int at = 0; at < bytes.length; at++) {
      byte next = bytes[at];
      if (next == '%' && at + 2 < bytes.length) {
        int high = Character.digit(bytes[at + 1], 16);
        int low = Character.digit(bytes[at + 2], 16);
        if (high >= 0 && low >= 0) {
          next = (byte) (high << 4 | low);
          at += 2;
        }
      }
      bytes[length++] = next;
    }
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }
}
