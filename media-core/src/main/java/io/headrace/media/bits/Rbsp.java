package io.headrace.media.bits;

import java.util.Arrays;

/** The raw byte sequence payload of a NAL unit, H.264 §7.3.1. */
public final class Rbsp {
  private Rbsp() {}

  /** A copy of {@code nal} without its emulation prevention bytes (the 3 of {@code 00 00 03}). */
  public static byte[] unescape(byte[] nal) {
    byte[] out = new byte[nal.length];
    int length = 0;
    int zeros = 0;
    for (byte b : nal) {
      if (zeros >= 2 && b == 3) {
        zeros = 0;
      } else {
        out[length++] = b;
        zeros = b == 0 ? zeros + 1 : 0;
      }
    }
    return Arrays.copyOf(out, length);
  }
}
