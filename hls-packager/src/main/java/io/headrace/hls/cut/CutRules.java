package io.headrace.hls.cut;

/**
 * What a {@link CutClock} keeps to; all in ticks of the timescale of the track it watches.
 *
 * @param frameTicks nominal distance of two frames
 * @param partTargetTicks longest part
 * @param segmentTargetTicks a segment ends at the first sync frame from here on
 * @param segmentLimitTicks no segment is as long as this: TARGETDURATION + 0.5 s, so that its
 *     rounded duration does not exceed TARGETDURATION (RFC 8216bis §4.4.3.1)
 */
public record CutRules(
    long frameTicks, long partTargetTicks, long segmentTargetTicks, long segmentLimitTicks) {
  public CutRules {
    if (frameTicks <= 0
        || partTargetTicks < frameTicks
        || segmentTargetTicks <= 0
        || segmentLimitTicks <= segmentTargetTicks) {
      throw new IllegalArgumentException(
          "cut rules: frame "
              + frameTicks
              + ", part "
              + partTargetTicks
              + ", segment "
              + segmentTargetTicks
              + " to "
              + segmentLimitTicks
              + " (expected: 0 < frame <= part, 0 < segment < limit)");
    }
  }
}
