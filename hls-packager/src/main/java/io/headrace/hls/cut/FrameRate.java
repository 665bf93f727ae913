package io.headrace.hls.cut;

/**
 * A frame rate as a fraction.
 *
 * @param numerator frames per {@code denominator} seconds
 * @param denominator see {@code numerator}
 */
public record FrameRate(long numerator, long denominator) {
  /** How far a measured rate may lie from a nominal one to be taken for it. */
  static final double SNAP = 0.005;

  private static final FrameRate[] STANDARD = {
    new FrameRate(10, 1),
    new FrameRate(12, 1),
    new FrameRate(15, 1),
    new FrameRate(20, 1),
    new FrameRate(24_000, 1_001),
    new FrameRate(24, 1),
    new FrameRate(25, 1),
    new FrameRate(30_000, 1_001),
    new FrameRate(30, 1),
    new FrameRate(48, 1),
    new FrameRate(50, 1),
    new FrameRate(60_000, 1_001),
    new FrameRate(60, 1),
    new FrameRate(90, 1),
    new FrameRate(100, 1),
    new FrameRate(120_000, 1_001),
    new FrameRate(120, 1),
    new FrameRate(144, 1),
    new FrameRate(240, 1)
  };

  public FrameRate {
    if (numerator <= 0 || denominator <= 0) {
      throw new IllegalArgumentException(
          "frame rate: " + numerator + "/" + denominator + " (expected: > 0)");
    }
  }

  /**
   * The nominal rate of frames that took {@code ticks}: the one the stream declares when it is
   * near, else the nearest standard one, else what was measured.
   *
   * @param frames how many frames
   * @param ticks what they took together
   * @param timescaleHz ticks per second
   * @param declaredNumerator rate by the stream's headers, 0 where not given
   * @param declaredDenominator see {@code declaredNumerator}
   */
  public static FrameRate nominal(
      long frames, long ticks, int timescaleHz, long declaredNumerator, long declaredDenominator) {
    FrameRate measured = new FrameRate(frames * timescaleHz, ticks);
    if (declaredNumerator > 0 && declaredDenominator > 0) {
      FrameRate declared = new FrameRate(declaredNumerator, declaredDenominator);
      if (declared.distanceTo(measured) <= SNAP) {
        return declared;
      }
    }
    FrameRate nearest = measured;
    double least = SNAP;
    for (FrameRate standard : STANDARD) {
      double distance = standard.distanceTo(measured);
      if (distance <= least) {
        least = distance;
        nearest = standard;
      }
    }
    return nearest;
  }

  /** Frames per 1000 seconds, rounded: the rate with three decimals. */
  public long milliHz() {
    return Math.round(hz() * 1_000);
  }

  /** Duration of {@code frames} frames, in ticks, rounded. */
  public long ticks(long frames, int timescaleHz) {
    return Math.round((double) frames * timescaleHz * denominator / numerator);
  }

  private double hz() {
    return (double) numerator / denominator;
  }

  private double distanceTo(FrameRate other) {
    return Math.abs(hz() / other.hz() - 1);
  }
}
