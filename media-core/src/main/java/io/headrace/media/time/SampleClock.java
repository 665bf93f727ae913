package io.headrace.media.time;

/**
 * Exact decode times of an audio track: samples are counted, since timestamps are rounded to
 * milliseconds. It is anchored at the first timestamp, and behind a frame whose samples cannot be
 * told at the next one. When the timestamps have drifted away by more than {@link #MAX_DRIFT_MS}
 * and {@link #MAX_DRIFT_FRAMES} frames, it jumps forward to them, or, since time cannot step back,
 * goes slower by one part in {@value #SLOW_DOWN} until they have caught up.
 *
 * <p>Thread: publisher's loop.
 */
public final class SampleClock {
  public static final int MAX_DRIFT_MS = 60;
  public static final int MAX_DRIFT_FRAMES = 3;

  /** The part of a frame by which a clock that is ahead shortens its steps. */
  public static final int SLOW_DOWN = 32;

  private final int sampleRateHz;
  private final long maxDriftSamples;
  private boolean counting;
  private boolean slowed;
  private long nextTicks;
  private long reanchored;

  /**
   * @param sampleRateHz ticks per second of the result
   * @param samplesPerFrame samples of an ordinary frame at that rate
   */
  public SampleClock(int sampleRateHz, int samplesPerFrame) {
    this(sampleRateHz, samplesPerFrame, Long.MIN_VALUE);
  }

  /**
   * A clock that goes on where another, of a track with other frames, has ended.
   *
   * @param notBeforeTicks least decode time of the first frame
   */
  public SampleClock(int sampleRateHz, int samplesPerFrame, long notBeforeTicks) {
    this.nextTicks = notBeforeTicks;
    this.sampleRateHz = sampleRateHz;
    this.maxDriftSamples =
        Math.max(
            (long) MAX_DRIFT_MS * sampleRateHz / 1_000, (long) MAX_DRIFT_FRAMES * samplesPerFrame);
  }

  /**
   * The decode time of the next frame.
   *
   * @param timestamp its time on the timeline
   * @param timestampHz ticks per second of {@code timestamp}
   * @param samples the frame's samples at the sample rate; 0 where they cannot be told
   * @return ticks at the sample rate, increasing by the samples of the frame before; by more when
   *     it jumps forward, by a little less while slowed; never back
   */
  public long next(long timestamp, int timestampHz, int samples) {
    long observed = Math.round((double) timestamp * sampleRateHz / timestampHz);
    if (!counting) {
      nextTicks = Math.max(observed, nextTicks);
    } else if (observed - nextTicks > maxDriftSamples) {
      reanchored++;
      nextTicks = observed;
      slowed = false;
    } else if (!slowed && nextTicks - observed > maxDriftSamples) {
      reanchored++;
      slowed = true;
    }
    slowed &= observed < nextTicks;
    counting = samples > 0;
    long ticks = nextTicks;
    nextTicks += counting ? samples - (slowed ? samples / SLOW_DOWN : 0) : 1;
    return ticks;
  }

  /** The earliest decode time of the next frame. */
  public long nextTicks() {
    return nextTicks;
  }

  /** How often the timestamps disagreed with the count. */
  public long reanchoredCount() {
    return reanchored;
  }
}
