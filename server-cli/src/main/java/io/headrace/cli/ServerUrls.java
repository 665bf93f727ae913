package io.headrace.cli;

import io.headrace.server.HeadraceServer;
import java.net.InetSocketAddress;

/**
 * What people on this machine type to reach a server.
 *
 * @param publish the RTMP server, such as {@code rtmp://localhost/live}
 * @param pages the index page, such as {@code http://localhost:8080/}
 */
record ServerUrls(String publish, String pages) {
  private static final int RTMP_PORT = 1935;
  private static final int HTTP_PORT = 80;

  static ServerUrls of(HeadraceServer server) {
    return new ServerUrls(
        "rtmp://" + authority(server.rtmpAddress(), RTMP_PORT) + "/live",
        "http://" + authority(server.httpAddress(), HTTP_PORT) + "/");
  }

  private static String authority(InetSocketAddress address, int defaultPort) {
    String host = address.getHostString();
    if (address.getAddress().isAnyLocalAddress()) {
      host = "localhost";
    } else if (host.indexOf(':') >= 0) {
      host = "[" + host + "]";
    }
    return address.getPort() == defaultPort ? host : host + ":" + address.getPort();
  }
}
