package io.headrace.media.hub;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * The name of a stream: 1 to {@value #MAX_SEGMENTS} segments of {@code [A-Za-z0-9._-]}, joined by
 * {@code /}, such as {@code live/name}. Names that would collide with the server's own URLs, and
 * {@code .} and {@code ..}, are refused.
 *
 * @param value the normalised path, without leading or trailing slash
 */
public record StreamPath(String value) {
  public static final int MAX_SEGMENTS = 8;
  public static final int MAX_LENGTH = 256;

  private static final Pattern SEGMENT = Pattern.compile("[A-Za-z0-9._-]+");
  private static final Set<String> RESERVED_FIRST =
      Set.of("api", "assets", "healthz", "readyz", "metrics", "favicon.ico", "robots.txt");
  private static final Set<String> RESERVED_ANYWHERE = Set.of(".", "..", "index.m3u8");

  public StreamPath {
    String fault = fault(value);
    if (fault != null) {
      throw new IllegalArgumentException(fault);
    }
  }

  /**
   * Collapses repeated, leading and trailing slashes, then checks.
   *
   * @throws IllegalArgumentException with one line that says what is wrong
   */
  public static StreamPath parse(String raw) {
    if (raw.length() > 2 * MAX_LENGTH) {
      throw new IllegalArgumentException(
          "stream path: " + raw.length() + " characters (expected: <= " + MAX_LENGTH + ")");
    }
    return new StreamPath(raw.replaceAll("/+", "/").replaceAll("^/|/$", ""));
  }

  private static @org.jspecify.annotations.Nullable String fault(String value) {
    if (value.isEmpty()) {
      return "stream path: empty (expected: app/name)";
    }
    if (value.length() > MAX_LENGTH) {
      return "stream path: " + value.length() + " characters (expected: <= " + MAX_LENGTH + ")";
    }
    String[] segments = value.split("/", -1);
    if (segments.length > MAX_SEGMENTS) {
      return "stream path: " + segments.length + " segments (expected: <= " + MAX_SEGMENTS + ")";
    }
    for (String segment : segments) {
      if (!SEGMENT.matcher(segment).matches()) {
        return "stream path: a segment has characters outside [A-Za-z0-9._-] or is empty";
      }
      if (RESERVED_ANYWHERE.contains(segment)) {
        return "stream path: segment '" + segment + "' is reserved";
      }
    }
    if (RESERVED_FIRST.contains(segments[0])) {
      return "stream path: '" + segments[0] + "' is reserved as a first segment";
    }
    return null;
  }

  @Override
  public String toString() {
    return value;
  }
}
