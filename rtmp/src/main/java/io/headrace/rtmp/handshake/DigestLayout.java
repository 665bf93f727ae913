package io.headrace.rtmp.handshake;

/**
 * Where a 1536-byte handshake packet hides its digest: in its first or in its second half, the
 * other half holding a key. The position within the half is the sum of its first four bytes.
 */
enum DigestLayout {
  /** Bytes 8 to 771 hold the digest. */
  DIGEST_FIRST(8),
  /** Bytes 772 to 1535 hold the digest. */
  KEY_FIRST(772);

  private static final int POSITIONS = 728;

  private final int offsetAt;

  DigestLayout(int offsetAt) {
    this.offsetAt = offsetAt;
  }

  /** Index of the digest's first byte in {@code packet}. */
  int digestAt(byte[] packet) {
    int sum = 0;
    for (int i = 0; i < 4; i++) {
      sum += packet[offsetAt + i] & 0xFF;
    }
    return sum % POSITIONS + offsetAt + 4;
  }
}
