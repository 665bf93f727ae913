package io.headrace.hls.cut;

/**
 * The one clock that cuts a stream. It is shown every frame of the leading track before that frame
 * is added to the open part, and says what ends there:
 *
 * <ul>
 *   <li>A segment ends at the first sync frame at or after the segment target (half a frame early
 *       counts, RTMP rounds to milliseconds), or at an earlier one when waiting for the next would
 *       pass the segment limit.
 *   <li>A sync frame inside a segment starts a part of its own when the open part is regular (at
 *       least {@link #REGULAR_PERCENT} of the target) and the next sync frame would come too late
 *       for that; otherwise, when half the segment target has passed, it ends the segment; else it
 *       has no say. So there are no micro-parts.
 *   <li>A part ends before it would exceed the part target. One that did, because a frame came
 *       late, ends before the last frame instead: {@link #cutBeforePrevious()}.
 *   <li>A segment that finds no sync frame is ended before the limit: {@link #isForced()}.
 *   <li>A gap of more than {@link #BREAK_PARTS} part targets, or one that no segment can hold, is a
 *       {@link Cut#BREAK}. A smaller one that is longer than a part by itself stretches the part:
 *       {@link #isStretched()}.
 * </ul>
 */
public final class CutClock {
  /** Least duration of an ordinary part, in percent of the part target (§4.4.4.9). */
  public static final int REGULAR_PERCENT = 85;

  /** Longest gap between two frames that is bridged, in part targets. */
  public static final int BREAK_PARTS = 3;

  private final CutRules rules;
  private long segmentStart;
  private long partStart;
  private long previous;
  private long lastSync;

  private Cut cutBeforePrevious = Cut.NONE;
  private boolean forced;
  private boolean stretched;

  public CutClock(CutRules rules) {
    this.rules = rules;
  }

  /** Begins anew: a segment and its first part start with a sync frame at {@code ticks}. */
  public void start(long ticks) {
    segmentStart = ticks;
    partStart = ticks;
    previous = ticks;
    lastSync = ticks;
  }

  /**
   * What ends before the frame at {@code ticks}. After {@link Cut#BREAK} the clock waits for {@link
   * #start}.
   *
   * @param ticks decode time, greater than that of the frame before
   * @param sync whether decoding can start at the frame
   */
  public Cut onFrame(long ticks, boolean sync) {
    cutBeforePrevious = Cut.NONE;
    forced = false;
    stretched = false;
    if (isBreak(ticks)) {
      return Cut.BREAK;
    }
    if (ticks - segmentStart >= rules.segmentLimitTicks() && previous > segmentStart) {
      cutBeforePrevious = Cut.SEGMENT;
      forced = true;
      segmentStart = previous;
      partStart = previous;
    } else if (ticks - partStart > rules.partTargetTicks() && previous > partStart) {
      cutBeforePrevious = Cut.PART;
      partStart = previous;
    }
    stretched = ticks - partStart > rules.partTargetTicks();
    Cut cut = decide(ticks, sync);
    previous = ticks;
    if (cut != Cut.NONE) {
      partStart = ticks;
    }
    if (cut == Cut.SEGMENT) {
      segmentStart = ticks;
    }
    return cut;
  }

  /**
   * What ended before the frame that came before the last one: it was already added when the next
   * one showed that it lasts too long. It begins what follows.
   */
  public Cut cutBeforePrevious() {
    return cutBeforePrevious;
  }

  /** Whether the last answer ended a segment without a sync frame to begin the next. */
  public boolean isForced() {
    return forced;
  }

  /** Whether the last answer ended a part that is longer than the part target. */
  public boolean isStretched() {
    return stretched;
  }

  /** Decode time of the last frame shown. */
  public long lastTicks() {
    return previous;
  }

  private boolean isBreak(long ticks) {
    long gap = ticks - previous;
    return gap > BREAK_PARTS * rules.partTargetTicks() || gap >= rules.segmentLimitTicks();
  }

  private Cut decide(long ticks, boolean sync) {
    if (sync) {
      long groupTicks = ticks - lastSync;
      lastSync = ticks;
      Cut cut = atSync(ticks, groupTicks);
      if (cut != Cut.NONE) {
        return cut;
      }
    }
    if (ticks - segmentStart + rules.frameTicks() >= rules.segmentLimitTicks()) {
      forced = !sync;
      return Cut.SEGMENT;
    }
    return ticks - partStart + rules.frameTicks() > rules.partTargetTicks() ? Cut.PART : Cut.NONE;
  }

  private Cut atSync(long ticks, long groupTicks) {
    long segmentTicks = ticks - segmentStart;
    long partTicks = ticks - partStart;
    if (segmentTicks + rules.frameTicks() / 2 >= rules.segmentTargetTicks()
        || segmentTicks + groupTicks >= rules.segmentLimitTicks()) {
      return Cut.SEGMENT;
    }
    if (partTicks + groupTicks <= rules.partTargetTicks()) {
      return Cut.NONE;
    }
    if (partTicks * 100 >= rules.partTargetTicks() * REGULAR_PERCENT) {
      return Cut.PART;
    }
    return segmentTicks * 2 >= rules.segmentTargetTicks() ? Cut.SEGMENT : Cut.NONE;
  }
}
