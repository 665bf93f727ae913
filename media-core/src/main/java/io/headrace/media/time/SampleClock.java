package io.headrace.media.time;

/**
 * Exact decode times of an audio track whose frames have a fixed number of samples: counted, not
 * taken from timestamps that were rounded to milliseconds. It is anchored at the first timestamp.
 * When the timestamps have drifted away by more than {@link #MAX_DRIFT_MS} and {@link
 * #MAX_DRIFT_FRAMES} frames, it jumps forward to them, or, since time cannot step back, goes slower
 * by one part in {@value #SLOW_DOWN} until they have caught up.
 *
 * <p>Thread: publisher's loop.
 */
public final class SampleClock {
  public static final int MAX_DRIFT_MS = 60;
  public static final int MAX_DRIFT_FRAMES = 3;

  /** The part of a frame by which a clock that is ahead shortens its steps. */
  public static final int SLOW_DOWN = 32;

  private final int sampleRateHz;
  private final int samplesPerFrame;
  private final long maxDriftSamples;
  private final long notBeforeTicks;
  private boolean running;
  private boolean slowed;
  private long nextTicks;
  private long reanchored;

  /**
   * @param sampleRateHz ticks per second of the result
   * @param samplesPerFrame samples of one frame at that rate
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
    this.notBeforeTicks = notBeforeTicks;
    this.sampleRateHz = sampleRateHz;
    this.samplesPerFrame = samplesPerFrame;
    this.maxDriftSamples =
        Math.max(
            (long) MAX_DRIFT_MS * sampleRateHz / 1_000, (long) MAX_DRIFT_FRAMES * samplesPerFrame);
  }

  /**
   * The decode time of the next frame.
   *
   * @param timestamp its time on the timeline
   * @param timestampHz ticks per second of {@code timestamp}
   * @return ticks at the sample rate, increasing by the frame's samples; by more when it jumps
   *     forward, by a little less while slowed; never back
   */
  public long next(long timestamp, int timestampHz) {
    long observed = Math.round((double) timestamp * sampleRateHz / timestampHz);
    if (!running) {
      running = true;
      nextTicks = Math.max(observed, notBeforeTicks);
    } else if (observed - nextTicks > maxDriftSamples) {
      reanchored++;
      nextTicks = observed;
      slowed = false;
    } else if (!slowed && nextTicks - observed > maxDriftSamples) {
      reanchored++;
      slowed = true;
    }
    slowed &= observed < nextTicks;
    long ticks = nextTicks;
    nextTicks += samplesPerFrame - (slowed ? samplesPerFrame / SLOW_DOWN : 0);
    return ticks;
  }

  /** The earliest decode time of the next frame. */
  public long nextTicks() {
    return running ? nextTicks : notBeforeTicks;
  }

  /** How often the timestamps disagreed with the count. */
  public long reanchoredCount() {
    return reanchored;
  }
}
