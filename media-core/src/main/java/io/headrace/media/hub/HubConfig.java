package io.headrace.media.hub;

import java.time.Duration;

/**
 * What the hub allows.
 *
 * @param graceOnLoss how long a stream is HELD after its publisher's connection was lost
 * @param graceOnStop how long after a clean unpublish
 * @param takeoverSilence silence after which anybody may replace a publisher
 * @param takeoverInterval least time between two takeovers of one stream
 * @param gopCacheBytes most bytes of the GOP cache of one stream
 * @param gopCacheFrames most frames of it
 * @param queueFrames capacity of a subscription's queue and of the hand-over between loops, frames
 * @param maxStreams most streams at once
 * @param timelineOrigin where the timeline of a stream begins; below it is room for tracks that
 *     start a little earlier than the first
 */
public record HubConfig(
    Duration graceOnLoss,
    Duration graceOnStop,
    Duration takeoverSilence,
    Duration takeoverInterval,
    long gopCacheBytes,
    int gopCacheFrames,
    int queueFrames,
    int maxStreams,
    Duration timelineOrigin) {
  private static final Duration MIN_ORIGIN = Duration.ofSeconds(1);
  private static final Duration MAX_ORIGIN = Duration.ofDays(365);

  public static final HubConfig DEFAULT =
      new HubConfig(
          Duration.ofSeconds(15),
          Duration.ofSeconds(3),
          Duration.ofSeconds(2),
          Duration.ofSeconds(10),
          32L << 20,
          4_096,
          1_024,
          10_000,
          Duration.ofSeconds(10));

  public HubConfig {
    checkNotNegative("grace.on-loss", graceOnLoss);
    checkNotNegative("grace.on-stop", graceOnStop);
    checkNotNegative("takeover.silence", takeoverSilence);
    checkNotNegative("takeover.interval", takeoverInterval);
    checkPositive("hub.gop-cache-bytes", gopCacheBytes);
    checkPositive("hub.gop-cache-frames", gopCacheFrames);
    checkPositive("hub.queue-frames", queueFrames);
    checkPositive("hub.max-streams", maxStreams);
    if (timelineOrigin.compareTo(MIN_ORIGIN) < 0 || timelineOrigin.compareTo(MAX_ORIGIN) > 0) {
      throw new IllegalArgumentException(
          "hub.timeline-origin: "
              + timelineOrigin
              + " (expected: "
              + MIN_ORIGIN
              + " to "
              + MAX_ORIGIN
              + ")");
    }
  }

  /** This configuration with other grace times. */
  public HubConfig withGrace(Duration onLoss, Duration onStop) {
    return new HubConfig(
        onLoss,
        onStop,
        takeoverSilence,
        takeoverInterval,
        gopCacheBytes,
        gopCacheFrames,
        queueFrames,
        maxStreams,
        timelineOrigin);
  }

  private static void checkNotNegative(String key, Duration value) {
    if (value.isNegative()) {
      throw new IllegalArgumentException(key + ": " + value + " (expected: >= 0)");
    }
  }

  private static void checkPositive(String key, long value) {
    if (value <= 0) {
      throw new IllegalArgumentException(key + ": " + value + " (expected: > 0)");
    }
  }
}
