package io.headrace.hls.segment;

import io.headrace.hls.cache.CachedBytes;
import org.jspecify.annotations.Nullable;

/**
 * A Partial Segment: one CMAF chunk. Immutable.
 *
 * @param durationTicks in the timescale of its segment
 * @param independent whether its first sample is a sync sample
 * @param bytes the chunk, or null where it could not be kept (GAP)
 */
public record Part(long durationTicks, boolean independent, @Nullable CachedBytes bytes) {
  public boolean isGap() {
    return bytes == null;
  }

  void release() {
    if (bytes != null) {
      bytes.release();
    }
  }
}
