package io.headrace.hls.segment;

/** Conversions between timescales, exact or rounded as they say. Times are not negative. */
final class Ticks {
  private static final int MILLIS_HZ = 1_000;

  private Ticks() {}

  /** The first tick of {@code toHz} at or after {@code ticks} of {@code fromHz}. */
  static long ceil(long ticks, int fromHz, int toHz) {
    return fromHz == toHz ? ticks : -Math.floorDiv(-ticks * toHz, fromHz);
  }

  /** Rounded to the nearest millisecond. */
  static long toMillis(long ticks, int hz) {
    return Math.floorDiv(ticks * MILLIS_HZ + hz / 2, hz);
  }

  static long fromMillis(long millis, int hz) {
    return millis * hz / MILLIS_HZ;
  }
}
