package io.headrace.rtmp.session;

/**
 * When received bytes are acknowledged, Adobe RTMP 1.0 §5.4.3: each half window. Peers that never
 * announce a window are acknowledged too, because some hardware encoders stall otherwise.
 */
final class AckWindow {
  static final int DEFAULT_BYTES = 2_500_000;

  private long windowBytes = DEFAULT_BYTES;
  private long receivedBytes;
  private long acknowledgedBytes;

  void announced(long bytes) {
    if (bytes > 0) {
      windowBytes = bytes;
    }
  }

  void received(int bytes) {
    receivedBytes += bytes;
  }

  boolean due() {
    return receivedBytes - acknowledgedBytes >= Math.max(1, windowBytes / 2);
  }

  /** The sequence number to send now, modulo 2^32. */
  int acknowledge() {
    acknowledgedBytes = receivedBytes;
    return (int) receivedBytes;
  }

  long receivedBytes() {
    return receivedBytes;
  }
}
