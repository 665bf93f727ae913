package io.headrace.hls.segment;

import io.headrace.hls.cut.Promises;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * What the operator asked for.
 *
 * @param segment least duration of a segment
 * @param part aimed-at duration of a part
 * @param window duration of what a playlist lists
 * @param maxPendingBytes most bytes of frames kept for the open part, or for the first look at a
 *     stream
 */
public record PackagingRules(
    Duration segment, Duration part, Duration window, long maxPendingBytes) {

  long segmentMs() {
    return segment.toMillis();
  }

  long windowMs() {
    return window.toMillis();
  }

  /**
   * How long an object can be fetched after it was removed from the playlist: as long as the
   * longest playlist and a segment last (RFC 8216bis §6.2.2).
   */
  public long retentionNs(Promises promises) {
    long targetMs = 1_000L * promises.targetDurationS();
    long longestMs =
        Math.max(windowMs(), RenditionSet.MIN_LISTED_SEGMENTS * targetMs) + 2 * targetMs;
    return TimeUnit.MILLISECONDS.toNanos(longestMs);
  }
}
