package io.headrace.rtmp.session;

import io.headrace.media.hub.StreamPath;
import java.util.HashMap;
import java.util.Map;

/**
 * From application and stream name to the path of a stream. Clients cut one URL at different
 * slashes, so only the two together count; what follows a {@code ?} in either is a query, which may
 * hold a key and is never part of the path.
 */
final class StreamNames {
  private StreamNames() {}

  /**
   * The path to publish on.
   *
   * @param app application as in connect; {@code defaultApp} stands in for an empty one
   * @throws IllegalArgumentException with one line that does not repeat the names
   */
  static StreamPath path(String app, String name, String defaultApp) {
    String application = UrlQuery.without(app);
    String stream = UrlQuery.without(name);
    boolean onlyName = application.isEmpty() && !stream.isEmpty();
    return StreamPath.parse((onlyName ? defaultApp : application) + "/" + stream);
  }

  /** {@code name} as it is played, without the {@code mp4:} or {@code flv:} of Flash players. */
  static String played(String name) {
    return name.startsWith("mp4:") || name.startsWith("flv:") ? name.substring(4) : name;
  }

  /**
   * The parameters of all queries of a connection and a stream name.
   *
   * @throws IllegalArgumentException with one line that does not repeat the text
   */
  static Map<String, String> parameters(ConnectRequest connection, String name, int maxLength) {
    Map<String, String> parameters = new HashMap<>(connection.parameters());
    UrlQuery.read(name, maxLength, parameters);
    return parameters;
  }
}
