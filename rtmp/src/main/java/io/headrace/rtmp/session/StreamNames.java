package io.headrace.rtmp.session;

import io.headrace.media.hub.StreamPath;

/**
 * From application and stream name to the path of a stream. Clients cut one URL at different
 * slashes, so only the two together count; what follows a {@code ?} in either is a query, which may
 * hold a key and is never part of the path.
 */
final class StreamNames {
  private StreamNames() {}

  /**
   * @throws IllegalArgumentException with one line that does not repeat the names
   */
  static StreamPath path(String app, String name) {
    return StreamPath.parse(withoutQuery(app) + "/" + withoutQuery(name));
  }

  private static String withoutQuery(String text) {
    int query = text.indexOf('?');
    return query < 0 ? text : text.substring(0, query);
  }
}
