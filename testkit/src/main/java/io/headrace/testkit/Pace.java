package io.headrace.testkit;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;

/** How fast a bad peer says the same again and again, until the server closes. */
final class Pace {
  /** Longer than any deadline that a test sets. */
  private static final long LONGEST_NS = Duration.ofSeconds(10).toNanos();

  private static final long DRIP_MS = 50;

  private Pace() {}

  static void flood(RtmpPeer peer, RtmpBytes what) throws IOException {
    byte[] bytes = what.toBytes();
    long endNs = System.nanoTime() + LONGEST_NS;
    while (System.nanoTime() - endNs < 0) {
      peer.sendRaw(bytes);
    }
  }

  static void drip(RtmpPeer peer, byte[] what) throws IOException {
    long endNs = System.nanoTime() + LONGEST_NS;
    try {
      while (System.nanoTime() - endNs < 0) {
        peer.sendRaw(what);
        Thread.sleep(DRIP_MS);
      }
    } catch (InterruptedException e) {
      throw new InterruptedIOException("interrupted");
    }
  }
}
