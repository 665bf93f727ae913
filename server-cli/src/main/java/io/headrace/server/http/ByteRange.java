package io.headrace.server.http;

import org.jspecify.annotations.Nullable;

/**
 * A single range of a known length, RFC 9110 §14.
 *
 * @param first offset of the first byte
 * @param last offset of the last byte, inclusive; before {@code first} when nothing is satisfied
 */
record ByteRange(int first, int last) {
  private static final String UNIT = "bytes=";

  /**
   * Reads a Range field. The last position may lie beyond the end, as in the open-ended form of RFC
   * 8673 §2.1 ({@code bytes=N-9007199254740991}).
   *
   * @return null where the whole is to be sent: no field, another unit, several ranges, bad syntax
   */
  static @Nullable ByteRange parse(@Nullable String field, int lengthBytes) {
    if (field == null || !field.regionMatches(true, 0, UNIT, 0, UNIT.length())) {
      return null;
    }
    String range = field.substring(UNIT.length()).trim();
    int dash = range.indexOf('-');
    if (dash < 0 || !isDigits(range, 0, dash) || !isDigits(range, dash + 1, range.length())) {
      return null;
    }
    String from = range.substring(0, dash);
    String to = range.substring(dash + 1);
    if (from.isEmpty()) {
      return to.isEmpty() ? null : suffix(number(to), lengthBytes);
    }
    long first = number(from);
    long last = to.isEmpty() ? Long.MAX_VALUE : number(to);
    if (last < first) {
      return null;
    }
    return first >= lengthBytes
        ? unsatisfiable(lengthBytes)
        : new ByteRange((int) first, (int) Math.min(last, lengthBytes - 1));
  }

  boolean isSatisfiable() {
    return last >= first;
  }

  int sizeBytes() {
    return last - first + 1;
  }

  private static ByteRange suffix(long count, int lengthBytes) {
    return count == 0 || lengthBytes == 0
        ? unsatisfiable(lengthBytes)
        : new ByteRange((int) Math.max(0, lengthBytes - count), lengthBytes - 1);
  }

  private static ByteRange unsatisfiable(int lengthBytes) {
    return new ByteRange(lengthBytes, lengthBytes - 1);
  }

  private static boolean isDigits(String text, int begin, int end) {
    for (int i = begin; i < end; i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }

  /** Saturates: no position beyond a long can be satisfied anyway. */
  private static long number(String digits) {
    try {
      return Long.parseLong(digits);
    } catch (NumberFormatException e) {
      return Long.MAX_VALUE;
    }
  }
}
