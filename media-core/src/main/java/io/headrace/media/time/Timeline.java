package io.headrace.media.time;

/**
 * Maps the timestamps of one publication to its stream's timeline. All tracks share one offset, so
 * their relation is never lost.
 *
 * <ul>
 *   <li>Input is unsigned and wraps at {@code wrapBits}; it is unwrapped against the last value of
 *       any track. Some encoders lose the highest bit, so that what is a little before zero shows
 *       as a little below half the range: a step of nearly half the range is taken for the small
 *       one that it then is.
 *   <li>A step of a track is accepted when it goes back by less than {@link #MAX_BACKWARD_MS} and
 *       ends no more than {@link #MAX_FORWARD_MS} behind where any track is, so that a track may
 *       pause; a backward one is clamped so that decode time strictly increases.
 *   <li>A track whose first timestamp is further than {@link #MAX_FORWARD_MS} from where the others
 *       are begins there.
 *   <li>A larger jump rebases the offset so that the track goes on by its last step. Frames of
 *       other tracks that are still on the old base are mapped by it for {@link #REBASE_GRACE_MS}.
 * </ul>
 *
 * <p>Thread: publisher's loop.
 */
public final class Timeline {
  public static final int MAX_BACKWARD_MS = 250;
  public static final int MAX_FORWARD_MS = 10_000;
  public static final int REBASE_GRACE_MS = 500;

  private final long wrapMask;
  private final int inputHz;
  private final long originTicks;

  private boolean started;
  private long lastRaw;
  private long lastInput;
  private boolean hasLatest;
  private long latest;
  private long offset;
  private long previousOffset;
  private long rebasedAt = Long.MIN_VALUE / 2;

  private long clamped;
  private long rebased;

  /**
   * @param inputHz ticks per second of the input and of the output
   * @param wrapBits width of the input: 32 for RTMP, 33 for MPEG-TS
   * @param originTicks where the first timestamp lands; leave room below it for tracks that start a
   *     little earlier
   */
  public Timeline(int inputHz, int wrapBits, long originTicks) {
    this.inputHz = inputHz;
    this.wrapMask = (1L << wrapBits) - 1;
    this.originTicks = originTicks;
  }

  /** The timeline of an RTMP publication: milliseconds, 32 bits. */
  public static Timeline ofRtmp(long originMs) {
    return new Timeline(1_000, 32, originMs);
  }

  /** A new track of this timeline. */
  public TrackTime track() {
    return new TrackTime();
  }

  /** Timestamps moved by at least one tick to keep decode time increasing. */
  public long clampedCount() {
    return clamped;
  }

  /** Jumps that moved the offset. */
  public long rebasedCount() {
    return rebased;
  }

  /**
   * Where a message beside the media belongs: by its own timestamp if that is near the media, else
   * with the latest of them. Such timestamps are often zero; they change nothing here.
   */
  public long near(long raw) {
    if (!hasLatest) {
      return originTicks;
    }
    long candidate = lastInput + signedDistance(raw & wrapMask) + offset;
    return Math.max(0, isNear(candidate) ? candidate : latest);
  }

  private long unwrap(long raw) {
    long value = raw & wrapMask;
    if (started) {
      lastInput += signedDistance(value);
    } else {
      started = true;
      lastInput = value;
      offset = originTicks - value;
      previousOffset = offset;
    }
    lastRaw = value;
    return lastInput;
  }

  /** From the last value to {@code value}, the shorter way round. */
  private long signedDistance(long value) {
    long half = (wrapMask >>> 1) + 1;
    long distance = (value - lastRaw) & wrapMask;
    if (distance >= half) {
      distance -= wrapMask + 1;
    }
    long withoutHighestBit = distance < 0 ? distance + half : distance - half;
    return Math.abs(withoutHighestBit) <= ticks(MAX_FORWARD_MS) ? withoutHighestBit : distance;
  }

  private boolean isNear(long candidate) {
    return Math.abs(candidate - latest) <= ticks(MAX_FORWARD_MS);
  }

  private long ticks(long millis) {
    return millis * inputHz / 1_000;
  }

  private void moveTo(long newOffset, long at) {
    rebased++;
    previousOffset = offset;
    offset = newOffset;
    rebasedAt = at;
  }

  private long note(long ticks) {
    latest = hasLatest ? Math.max(latest, ticks) : ticks;
    hasLatest = true;
    return ticks;
  }

  /** The time of one track. */
  public final class TrackTime {
    private boolean running;
    private long last;
    private long lastStep = 1;
    private long repaired;

    private TrackTime() {}

    /**
     * The decode time on the timeline for a raw timestamp of this track.
     *
     * @return ticks; greater than every earlier result of this track
     */
    public long next(long raw) {
      long input = unwrap(raw);
      long candidate = input + offset;
      if (!running) {
        running = true;
        last = begin(input, candidate);
        return note(last);
      }
      if (!plausible(candidate)) {
        long onOldBase = input + previousOffset;
        if (graceRuns() && plausible(onOldBase)) {
          candidate = onOldBase;
        } else {
          candidate = rebase(input);
        }
      }
      return note(accept(candidate));
    }

    private long begin(long input, long candidate) {
      if (!hasLatest || isNear(candidate)) {
        return Math.max(0, candidate);
      }
      if (isNear(input + previousOffset)) {
        return Math.max(0, input + previousOffset);
      }
      repaired++;
      moveTo(latest - input, latest);
      return latest;
    }

    private boolean graceRuns() {
      return last - rebasedAt <= ticks(REBASE_GRACE_MS);
    }

    private boolean plausible(long candidate) {
      return candidate - last > -ticks(MAX_BACKWARD_MS)
          && candidate - latest <= ticks(MAX_FORWARD_MS);
    }

    /** Timestamps of this track that were moved. */
    public long repairedCount() {
      return repaired;
    }

    private long rebase(long input) {
      repaired++;
      moveTo(last + lastStep - input, last);
      return last + lastStep;
    }

    private long accept(long candidate) {
      long step = candidate - last;
      if (step <= 0) {
        clamped++;
        repaired++;
        last++;
      } else {
        lastStep = step;
        last = candidate;
      }
      return last;
    }
  }
}
