package io.headrace.hls.segment;

import io.headrace.media.frame.MediaFrame;
import java.util.ArrayDeque;

/**
 * Cuts audio where video was cut: each part and segment ends at the first audio frame at or after
 * the video's boundary, so that media sequence numbers and part indexes agree.
 *
 * <p>Audio may lead: its frames wait until video has said where it cuts, but for no more than one
 * part; then a part is cut by the clock. Audio may lag: then its part ends late; when it is a whole
 * segment behind, its segment is closed as it is, or absent.
 *
 * <p>Thread: home loop.
 */
final class AudioFollower {
  /** Where video was cut, in audio ticks. */
  private record Boundary(long ticks, boolean endsSegment) {}

  private final Rendition rendition;
  private final PendingFrames pending;
  private final PackagerStats.Counters counters;
  private final ArrayDeque<Boundary> boundaries = new ArrayDeque<>();
  private int openSegmentEnds;

  /** Duration of the last frame. */
  private long frameTicks = 1;

  private long floorTicks;
  private long segmentLimitTicks;

  AudioFollower(Rendition rendition, PackagerStats.Counters counters) {
    this.rendition = rendition;
    this.pending = rendition.pending();
    this.counters = counters;
  }

  Rendition rendition() {
    return rendition;
  }

  /**
   * Begins at {@code startTicks}, after the rendition's run was started.
   *
   * @param segmentLimitMs no segment is cut by the clock beyond this
   */
  void start(long startTicks, long segmentLimitMs) {
    floorTicks = startTicks;
    segmentLimitTicks = Ticks.fromMillis(segmentLimitMs, rendition.track().timescaleHz());
  }

  /** Ownership: borrows {@code frame}. */
  void onFrame(MediaFrame frame) {
    long ticks = rendition.ticksOf(frame);
    boolean goesBack = pending.count() > 0 && ticks <= pending.ticks(pending.count() - 1);
    if (ticks < floorTicks || goesBack) {
      counters.lateAudioFrames++;
      return;
    }
    if (pending.count() > 0
        && ticks - pending.ticks(pending.count() - 1) > rendition.partTargetTicks()) {
      // A hole that no frame can be stretched over: what comes before it ends by itself.
      closeFrames(pending.count());
    }
    rendition.add(frame, ticks);
    frameTicks = frame.durationTicks() > 0 ? frame.durationTicks() : frameTicks;
    advance();
  }

  /** Video was cut at {@code ticks}, in audio ticks. */
  void onBoundary(long ticks, boolean endsSegment) {
    if (endsSegment && openSegmentEnds > 0) {
      closeUpToSegmentEnd();
      floorTicks = ticks;
    }
    boundaries.add(new Boundary(ticks, endsSegment));
    openSegmentEnds += endsSegment ? 1 : 0;
    advance();
  }

  /** Media ends at {@code ticks} for now: ends every open part and segment there. */
  void finish(long ticks) {
    boundaries.add(new Boundary(ticks, true));
    openSegmentEnds++;
    while (openSegmentEnds > 0) {
      closeUpToSegmentEnd();
    }
    pending.clear();
    boundaries.clear();
  }

  private void advance() {
    while (pending.count() > 0) {
      Boundary next = boundaries.peek();
      int before = next == null ? pending.count() : pending.countBefore(next.ticks());
      if (next != null && before < pending.count()) {
        closeFrames(before);
        pass(boundaries.remove());
      } else if (mustCutByClock(next != null)) {
        closeOnePart(pending.count() - 1);
        counters.audioStalls++;
      } else {
        return;
      }
    }
  }

  /**
   * Whether the open part ends although its boundary has not been reached.
   *
   * @param bounded whether the boundary is known
   */
  private boolean mustCutByClock(boolean bounded) {
    int last = pending.count() - 1;
    long waitingTicks = pending.ticks(last) - pending.ticks(0);
    long partTicks = rendition.partTargetTicks();
    if (waitingTicks <= (bounded ? partTicks : 2 * partTicks)) {
      return false;
    }
    long segmentStart = rendition.hasOpenParts() ? rendition.openStartTicks() : pending.ticks(0);
    return pending.ticks(0) + partTicks - segmentStart < segmentLimitTicks;
  }

  private void closeUpToSegmentEnd() {
    Boundary boundary;
    do {
      boundary = boundaries.remove();
      closeFrames(pending.countBefore(boundary.ticks()));
      pass(boundary);
    } while (!boundary.endsSegment());
  }

  private void pass(Boundary boundary) {
    if (boundary.endsSegment()) {
      openSegmentEnds--;
      rendition.closeSegment(boundary.ticks());
    }
  }

  /** Ends parts until the first {@code frames} are in one; ordinarily that is one part. */
  private void closeFrames(int frames) {
    int left = frames;
    while (left > 0) {
      left -= closeOnePart(left);
    }
  }

  /** Ends one part of at most {@code most} frames and says how many it got. */
  private int closeOnePart(int most) {
    long limit = pending.ticks(0) + rendition.partTargetTicks();
    int frames = 1;
    while (frames < most && endOf(frames) <= limit) {
      frames++;
    }
    rendition.closePart(frames, endOf(frames - 1));
    return frames;
  }

  /** Where the frame at {@code index} ends: at the next, or where its own duration says. */
  private long endOf(int index) {
    return index + 1 < pending.count()
        ? pending.ticks(index + 1)
        : pending.ticks(index) + frameTicks;
  }
}
