package io.headrace.server.http;

import org.jspecify.annotations.Nullable;

/**
 * The target of a request, RFC 9112 §3.2, in origin or absolute form.
 *
 * @param path absolute, of {@code [A-Za-z0-9._/-]}, without {@code .} and {@code ..} segments
 * @param query without {@code ?}, as written, empty where there is none
 */
record RequestTarget(String path, String query) {
  /** Null where the path is anything else. */
  static @Nullable RequestTarget parse(String target) {
    String local = withoutAuthority(target);
    int question = local.indexOf('?');
    String path = question < 0 ? local : local.substring(0, question);
    return isPlainPath(path)
        ? new RequestTarget(path, question < 0 ? "" : local.substring(question + 1))
        : null;
  }

  /** The value of the first parameter {@code name}, not decoded; null where there is none. */
  static @Nullable String parameter(String query, String name) {
    for (int begin = 0; begin < query.length(); ) {
      int ampersand = query.indexOf('&', begin);
      int end = ampersand < 0 ? query.length() : ampersand;
      int equals = begin + name.length();
      if (query.startsWith(name, begin)
          && (equals == end || (equals < end && query.charAt(equals) == '='))) {
        return query.substring(Math.min(equals + 1, end), end);
      }
      begin = end + 1;
    }
    return null;
  }

  private static String withoutAuthority(String target) {
    for (String scheme : new String[] {"http://", "https://"}) {
      if (target.regionMatches(true, 0, scheme, 0, scheme.length())) {
        int slash = target.indexOf('/', scheme.length());
        return slash < 0 ? "/" : target.substring(slash);
      }
    }
    return target;
  }

  private static boolean isPlainPath(String path) {
    if (!path.startsWith("/")) {
      return false;
    }
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      boolean plain =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || c == '/'
              || c == '-'
              || c == '_'
              || (c == '.' && !isDotSegment(path, i));
      if (!plain) {
        return false;
      }
    }
    return true;
  }

  /** Whether the dot at {@code dot} belongs to a segment {@code .} or {@code ..}. */
  private static boolean isDotSegment(String path, int dot) {
    int begin = path.lastIndexOf('/', dot) + 1;
    int slash = path.indexOf('/', dot);
    String segment = path.substring(begin, slash < 0 ? path.length() : slash);
    return segment.equals(".") || segment.equals("..");
  }
}
