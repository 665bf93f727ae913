package io.headrace.testkit;

import java.time.Duration;

/** When things came that are awaited one after the other. Thread: any. */
final class Arrivals {
  private final String what;
  private int count;
  private long lastNs = System.nanoTime();
  private long longestGapNs;

  /**
   * @param what such things, for people
   */
  Arrivals(String what) {
    this.what = what;
  }

  /**
   * What came since the last report.
   *
   * @param count how many
   * @param longestGap between two of them; the time since the last one counts
   */
  record Report(String what, int count, Duration longestGap) {
    @Override
    public String toString() {
      return count + " " + what + ", longest gap " + longestGap;
    }
  }

  synchronized void add(int more) {
    count += more;
    long nowNs = System.nanoTime();
    longestGapNs = Math.max(longestGapNs, nowNs - lastNs);
    lastNs = nowNs;
    notifyAll();
  }

  /** Waits for one more, for {@code patience} at most. */
  synchronized void awaitNext(Duration patience) throws InterruptedException {
    int before = count;
    long deadlineNs = System.nanoTime() + patience.toNanos();
    for (long leftMs = patience.toMillis(); leftMs > 0 && count == before; ) {
      wait(leftMs);
      leftMs = (deadlineNs - System.nanoTime()) / 1_000_000;
    }
  }

  /** What came since the last call. */
  synchronized Report report() {
    long gapNs = Math.max(longestGapNs, System.nanoTime() - lastNs);
    Report report = new Report(what, count, Duration.ofNanos(gapNs));
    count = 0;
    longestGapNs = 0;
    return report;
  }
}
