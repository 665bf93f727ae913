package io.headrace.server.config;

import java.net.InetSocketAddress;

/**
 * Where to listen.
 *
 * @param host an address or a name of this machine; IPv6 without brackets
 * @param port 0 for any free one
 */
public record ListenAddress(String host, int port) {
  private static final int MAX_PORT = 65_535;

  public ListenAddress {
    if (host.isEmpty() || port < 0 || port > MAX_PORT) {
      throw new IllegalArgumentException("host and port: '" + host + "', " + port);
    }
  }

  /**
   * Reads {@code host:port}, {@code [ipv6]:port}, {@code :port} or {@code port}; without a host it
   * is every address of this machine.
   *
   * @throws IllegalArgumentException with what was expected
   */
  public static ListenAddress parse(String text) {
    int colon = text.lastIndexOf(':');
    String host = colon <= 0 ? "0.0.0.0" : text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    } else if (host.indexOf(':') >= 0) {
      throw unreadable(text);
    }
    try {
      return new ListenAddress(host, Integer.parseInt(text.substring(colon + 1)));
    } catch (IllegalArgumentException e) {
      throw unreadable(text);
    }
  }

  /** Looks a host name up, which may block; the result is unresolved when there is no such host. */
  public InetSocketAddress toSocketAddress() {
    return new InetSocketAddress(host, port);
  }

  private static IllegalArgumentException unreadable(String text) {
    return new IllegalArgumentException(
        "'" + text + "' is not an address (expected: like 0.0.0.0:1935 or [::]:1935)");
  }

  @Override
  public String toString() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
