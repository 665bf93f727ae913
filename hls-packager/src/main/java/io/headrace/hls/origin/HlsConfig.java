package io.headrace.hls.origin;

import java.time.Duration;

/**
 * How a stream is packaged.
 *
 * @param segment least duration of a segment; it ends at the first IDR at or after it
 * @param part aimed-at duration of a part
 * @param window duration of what the playlist lists
 * @param slabBytes direct memory taken at a time for parts
 * @param maxCacheBytes most bytes that one stream's parts may hold
 */
public record HlsConfig(
    Duration segment, Duration part, Duration window, int slabBytes, long maxCacheBytes) {
  public static final Duration MIN_PART = Duration.ofMillis(100);

  public HlsConfig {
    check("hls.part", part, MIN_PART, Duration.ofSeconds(5));
    check("hls.segment", segment, part, Duration.ofSeconds(10));
    check("hls.window", window, segment.multipliedBy(6), Duration.ofMinutes(10));
    if (slabBytes < 64 << 10) {
      throw new IllegalArgumentException("hls.slab: " + slabBytes + " (expected: >= 64 KiB)");
    }
    if (maxCacheBytes < slabBytes) {
      throw new IllegalArgumentException(
          "hls.max-cache: " + maxCacheBytes + " (expected: >= hls.slab)");
    }
  }

  /** Ready-made latency choices. */
  public enum Preset {
    /** 1 s parts: the fewest requests, about 3.5 s behind. */
    RELAXED(1_000),
    /** 0.5 s parts, about 1.7 s behind. */
    BALANCED(500),
    /** 0.2 s parts, under 1 s behind on good networks. */
    ULTRA(200);

    private final Duration part;

    Preset(long partMs) {
      this.part = Duration.ofMillis(partMs);
    }

    public Duration part() {
      return part;
    }

    /** This preset with 2 s segments in a window of 16 s. */
    public HlsConfig config() {
      return new HlsConfig(
          Duration.ofSeconds(2), part, Duration.ofSeconds(16), 512 << 10, 256L << 20);
    }
  }

  private static void check(String key, Duration value, Duration min, Duration max) {
    if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
      throw new IllegalArgumentException(
          key + ": " + value + " (expected: " + min + " to " + max + ")");
    }
  }
}
