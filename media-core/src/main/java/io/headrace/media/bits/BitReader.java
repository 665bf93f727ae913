package io.headrace.media.bits;

/**
 * Reads an array from its most significant bit on. Every read is checked against the end.
 *
 * @see Rbsp for NAL units, which are unescaped first
 */
public final class BitReader {
  /** More leading zeros than any 32-bit Exp-Golomb code has. */
  private static final int MAX_GOLOMB_ZEROS = 31;

  private final byte[] data;
  private final long endBit;
  private long bit;

  /** Reads all of {@code data}, which must not change meanwhile. */
  public BitReader(byte[] data) {
    this.data = data;
    this.endBit = (long) data.length * Byte.SIZE;
  }

  /**
   * {@code u(n)}: an unsigned number of {@code bits} bits, 0 to 32; with 32 the sign bit is used.
   */
  public int u(int bits) {
    require(bits);
    int value = 0;
    int left = bits;
    while (left > 0) {
      int inByte = (int) (bit & 7);
      int take = Math.min(left, Byte.SIZE - inByte);
      int chunk = (data[(int) (bit >>> 3)] & 0xFF) >>> (Byte.SIZE - inByte - take);
      value = value << take | chunk & ((1 << take) - 1);
      bit += take;
      left -= take;
    }
    return value;
  }

  /** {@code u(32)} as it is meant. */
  public long u32() {
    return u(Integer.SIZE) & 0xFFFF_FFFFL;
  }

  /** {@code u(1)}. */
  public boolean flag() {
    return u(1) != 0;
  }

  /** {@code ue(v)}, H.264 §9.1, up to 2^32 − 2: values above 2^31 − 1 are refused. */
  public int ue() {
    int zeros = 0;
    while (!flag()) {
      if (++zeros > MAX_GOLOMB_ZEROS) {
        throw new BitsException("Exp-Golomb code: more than " + MAX_GOLOMB_ZEROS + " zeros");
      }
    }
    long value = (1L << zeros) - 1 + (u(zeros) & 0xFFFF_FFFFL);
    if (value > Integer.MAX_VALUE) {
      throw new BitsException("Exp-Golomb code: " + value + " (expected: < 2^31)");
    }
    return (int) value;
  }

  /** {@code se(v)}, H.264 §9.1.1. */
  public int se() {
    int code = ue();
    return (code & 1) != 0 ? (code >>> 1) + 1 : -(code >>> 1);
  }

  public void skip(int bits) {
    require(bits);
    bit += bits;
  }

  /** Moves on to the next whole byte. */
  public void align() {
    bit = bit + 7 & ~7L;
  }

  public long bitsLeft() {
    return endBit - bit;
  }

  private void require(int bits) {
    if (bits > endBit - bit) {
      throw new BitsException(bits + " bits wanted, " + (endBit - bit) + " left");
    }
  }
}
