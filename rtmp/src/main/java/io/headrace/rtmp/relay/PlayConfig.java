package io.headrace.rtmp.relay;

import java.time.Duration;

/**
 * What players get, and what becomes of slow ones.
 *
 * @param start where a player begins
 * @param enhanced who is sent tracks that only Enhanced RTMP can carry
 * @param softBacklogBytes unsent bytes of one player above which its video is dropped up to a key
 *     frame; what it was given on joining does not count
 * @param softDelay age of its oldest unsent byte at which the same happens
 * @param hardBacklogBytes unsent bytes of one player above which it is disconnected; what it was
 *     given on joining does not count
 * @param stall how long a player may send nothing, or not catch up once its video is dropped,
 *     before it is disconnected
 * @param gopBytes most bytes kept of one stream on one loop for players that join
 * @param gopFrames most frames of it
 * @param batchBytes bytes after which a batch is sent although more frames are at hand
 */
public record PlayConfig(
    PlayStart start,
    EnhancedPlay enhanced,
    int softBacklogBytes,
    Duration softDelay,
    int hardBacklogBytes,
    Duration stall,
    long gopBytes,
    int gopFrames,
    int batchBytes) {
  public static final int DEFAULT_SOFT_BACKLOG_BYTES = 4 << 20;
  public static final Duration DEFAULT_SOFT_DELAY = Duration.ofSeconds(2);
  public static final int DEFAULT_HARD_BACKLOG_BYTES = 16 << 20;
  public static final Duration DEFAULT_STALL = Duration.ofSeconds(10);
  public static final long DEFAULT_GOP_BYTES = 32L << 20;
  public static final int DEFAULT_GOP_FRAMES = 4_096;
  public static final int DEFAULT_BATCH_BYTES = 256 << 10;

  /** Most for {@code batchBytes}; with the last frame a batch can be longer by one message. */
  public static final int MAX_BATCH_BYTES = 16 << 20;

  public static final PlayConfig DEFAULT =
      new PlayConfig(
          PlayStart.GOP_CACHE,
          EnhancedPlay.AUTO,
          DEFAULT_SOFT_BACKLOG_BYTES,
          DEFAULT_SOFT_DELAY,
          DEFAULT_HARD_BACKLOG_BYTES,
          DEFAULT_STALL,
          DEFAULT_GOP_BYTES,
          DEFAULT_GOP_FRAMES,
          DEFAULT_BATCH_BYTES);

  public PlayConfig {
    checkPositive("rtmp.play.soft-backlog", softBacklogBytes);
    checkPositive("rtmp.play.soft-delay", softDelay);
    checkPositive("rtmp.play.hard-backlog", hardBacklogBytes);
    checkPositive("rtmp.play.stall", stall);
    checkPositive("rtmp.play.gop-bytes", gopBytes);
    checkPositive("rtmp.play.gop-frames", gopFrames);
    checkPositive("rtmp.play.batch-bytes", batchBytes);
    if (batchBytes > MAX_BATCH_BYTES) {
      throw new IllegalArgumentException(
          "rtmp.play.batch-bytes: " + batchBytes + " (expected: <= " + MAX_BATCH_BYTES + ")");
    }
    if (hardBacklogBytes < softBacklogBytes) {
      throw new IllegalArgumentException(
          "rtmp.play.hard-backlog: "
              + hardBacklogBytes
              + " (expected: >= rtmp.play.soft-backlog, "
              + softBacklogBytes
              + ")");
    }
  }

  /**
   * What a player is given under this configuration.
   *
   * @param multitrack whether it announced multitrack, or asked for all tracks
   */
  public PlayOptions options(boolean multitrack) {
    return switch (enhanced) {
      case AUTO -> new PlayOptions(start, true, multitrack);
      case ALWAYS -> new PlayOptions(start, true, true);
      case NEVER -> new PlayOptions(start, false, false);
    };
  }

  private static void checkPositive(String key, long value) {
    if (value <= 0) {
      throw new IllegalArgumentException(key + ": " + value + " (expected: > 0)");
    }
  }

  private static void checkPositive(String key, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(key + ": " + value + " (expected: > 0)");
    }
  }
}
