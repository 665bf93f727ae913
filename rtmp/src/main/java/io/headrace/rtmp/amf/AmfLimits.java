package io.headrace.rtmp.amf;

/**
 * What one message may hold.
 *
 * @param depth most nested objects and arrays
 * @param values most values of all kinds, those inside others included
 * @param keyBytes longest property name
 * @param stringBytes longest string
 */
public record AmfLimits(int depth, int values, int keyBytes, int stringBytes) {
  public static final AmfLimits DEFAULT = new AmfLimits(16, 4_096, 1 << 10, 64 << 10);

  public AmfLimits {
    check("rtmp.amf.depth", depth);
    check("rtmp.amf.values", values);
    check("rtmp.amf.key-bytes", keyBytes);
    check("rtmp.amf.string-bytes", stringBytes);
  }

  private static void check(String key, int value) {
    if (value <= 0) {
      throw new IllegalArgumentException(key + ": " + value + " (expected: > 0)");
    }
  }
}
