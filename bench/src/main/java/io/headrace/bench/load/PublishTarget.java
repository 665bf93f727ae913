package io.headrace.bench.load;

import java.net.InetSocketAddress;
import java.net.URI;

/**
 * Where a publisher publishes: {@code rtmp://host[:port]/app/name[?query]}.
 *
 * @param address of the server
 * @param app the path without its last segment
 * @param name the last segment with the query
 */
public record PublishTarget(InetSocketAddress address, String app, String name) {
  public static final int DEFAULT_PORT = 1935;

  /** What a URL contains where the number of the publisher is to stand. */
  public static final String NUMBER = "%d";

  /**
   * @param url with {@value #NUMBER} in place of the publisher's number
   * @throws IllegalArgumentException when it is no such URL
   */
  public static PublishTarget parse(String url, int number) {
    URI uri = URI.create(url.replace(NUMBER, Integer.toString(number)));
    String path = uri.getRawPath();
    int slash = path == null ? -1 : path.lastIndexOf('/');
    if (!"rtmp".equals(uri.getScheme()) || uri.getHost() == null || slash < 1) {
      throw new IllegalArgumentException(
          "URL: " + url + " (expected: rtmp://host[:port]/app/name, " + NUMBER + " for a number)");
    }
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    int port = uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort();
    return new PublishTarget(
        new InetSocketAddress(uri.getHost(), port),
        path.substring(1, slash),
        path.substring(slash + 1) + query);
  }

  String tcUrl() {
    return "rtmp://" + address.getHostString() + ":" + address.getPort() + "/" + app;
  }
}
