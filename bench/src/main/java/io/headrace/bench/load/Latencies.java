package io.headrace.bench.load;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/** A histogram of durations, microseconds to minutes, three digits. Thread: any. */
public final class Latencies {
  private static final long MAX_US = TimeUnit.MINUTES.toMicros(5);

  private final Recorder recorder = new Recorder(MAX_US, 3);
  // Read out in intervals: a histogram that is being recorded to cannot be walked over.
  private final Histogram histogram = new Histogram(MAX_US, 3);

  /** Counts {@code durationNs}; below zero counts as zero. */
  public void recordNs(long durationNs) {
    recorder.recordValue(Math.min(MAX_US, Math.max(0, durationNs / 1_000)));
  }

  /** Of all recorded so far. */
  public synchronized Summary summary() {
    histogram.add(recorder.getIntervalHistogram());
    return histogram.getTotalCount() == 0
        ? new Summary(0, 0, 0, 0, 0, 0, 0, 0)
        : new Summary(
            histogram.getTotalCount(),
            histogram.getMinValue() / 1e3,
            histogram.getMean() / 1e3,
            atMs(50),
            atMs(90),
            atMs(99),
            atMs(99.9),
            histogram.getMaxValue() / 1e3);
  }

  private double atMs(double percentile) {
    return histogram.getValueAtPercentile(percentile) / 1e3;
  }

  /** What a histogram says, times in milliseconds. */
  public record Summary(
      long count,
      double minMs,
      double meanMs,
      double p50Ms,
      double p90Ms,
      double p99Ms,
      double p999Ms,
      double maxMs) {
    @Override
    public String toString() {
      return String.format(
          "n=%d  min %.2f  p50 %.2f  p90 %.2f  p99 %.2f  p99.9 %.2f  max %.2f ms",
          count, minMs, p50Ms, p90Ms, p99Ms, p999Ms, maxMs);
    }
  }
}
