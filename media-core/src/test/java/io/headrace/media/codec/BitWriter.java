package io.headrace.media.codec;

/** Builds a header bit by bit. */
final class BitWriter {
  private final StringBuilder bits = new StringBuilder();

  BitWriter u(int width, int value) {
    for (int i = width - 1; i >= 0; i--) {
      bits.append(value >>> i & 1);
    }
    return this;
  }

  BitWriter ue(int value) {
    int width = 32 - Integer.numberOfLeadingZeros(value + 1);
    return u(width - 1, 0).u(width, value + 1);
  }

  byte[] bytes() {
    while (bits.length() % 8 != 0) {
      bits.append('0');
    }
    byte[] bytes = new byte[bits.length() / 8];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) Integer.parseInt(bits.substring(8 * i, 8 * i + 8), 2);
    }
    return bytes;
  }
}
