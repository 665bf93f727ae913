package io.headrace.rtmp.relay;

/**
 * How far one player is behind, told from three numbers in constant time and memory: what it was
 * given, what of that is not sent yet, and the time.
 *
 * <p>It is {@link Pace#BEHIND} when more than the soft limit of bytes is unsent, or a byte given
 * longer ago than the soft delay is, and stays so until all that was unsent then has gone out. It
 * is too slow at the hard limit of bytes, when nothing is sent for the stall time, or when it has
 * been behind for so long.
 *
 * <p>The burst that a player gets on joining is older than the present by nature and does not
 * count; what is given after it does.
 *
 * <p>Thread: one at a time.
 */
final class Backlog {
  /** What to do with a player. */
  enum Pace {
    /** Nothing. */
    IN_TIME,
    /** Give it less. */
    BEHIND,
    /** Give it up: too many bytes are unsent. */
    TOO_MANY_BYTES,
    /** Give it up: it sent nothing, or did not catch up. */
    STALLED
  }

  private final long softBytes;
  private final long softDelayNs;
  private final long hardBytes;
  private final long stallNs;

  private long givenBytes;
  private long sentBytes;
  private long progressNs;
  private long burstEndBytes;

  /** All that had been given at {@link #markNs}, when the mark before this one had been sent. */
  private long markBytes;

  private long markNs;
  private boolean behind;
  private long behindSinceNs;
  private long caughtUpAtBytes;

  Backlog(PlayConfig config, long nowNs) {
    this.softBytes = config.softBacklogBytes();
    this.softDelayNs = config.softDelay().toNanos();
    this.hardBytes = config.hardBacklogBytes();
    this.stallNs = config.stall().toNanos();
    this.progressNs = nowNs;
    this.markNs = nowNs;
  }

  void given(long bytes) {
    givenBytes += bytes;
  }

  /** What was given so far was for joining. */
  void burstEnds() {
    burstEndBytes = givenBytes;
  }

  /**
   * The player's pace.
   *
   * @param unsentBytes of what was given and of other things; the latter make it look a little
   *     slower
   */
  Pace check(long unsentBytes, long nowNs) {
    long sentNow = givenBytes - unsentBytes;
    if (sentNow > sentBytes || unsentBytes == 0) {
      sentBytes = Math.max(sentBytes, sentNow);
      progressNs = nowNs;
    }
    long burstLeftBytes = Math.max(0, burstEndBytes - sentBytes);
    long lateBytes = unsentBytes - burstLeftBytes;
    if (lateBytes > hardBytes) {
      return Pace.TOO_MANY_BYTES;
    }
    if (nowNs - progressNs >= stallNs) {
      return Pace.STALLED;
    }
    if (behind) {
      return checkCatchingUp(nowNs);
    }
    if (sentBytes >= markBytes || burstLeftBytes > 0) {
      markBytes = givenBytes;
      markNs = nowNs;
    }
    if (nowNs - markNs >= softDelayNs || lateBytes > softBytes) {
      behind = true;
      behindSinceNs = nowNs;
      caughtUpAtBytes = givenBytes;
      return Pace.BEHIND;
    }
    return Pace.IN_TIME;
  }

  private Pace checkCatchingUp(long nowNs) {
    if (sentBytes < caughtUpAtBytes) {
      return nowNs - behindSinceNs >= stallNs ? Pace.STALLED : Pace.BEHIND;
    }
    behind = false;
    markBytes = givenBytes;
    markNs = nowNs;
    return Pace.IN_TIME;
  }
}
