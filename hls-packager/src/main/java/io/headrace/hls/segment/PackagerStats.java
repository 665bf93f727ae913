package io.headrace.hls.segment;

/**
 * What did not go by the book, counted since the stream began.
 *
 * @param shortParts parts under 85 % of the part target that no rule exempts
 * @param stretchedParts parts longer than the part target, because a frame was
 * @param audioStalls audio parts cut by the clock, because video did not come
 * @param lateAudioFrames audio frames that came after their segment had to be closed
 * @param droppedParts parts without memory to keep them
 * @param absentSegments segments that a rendition lacks
 * @param forcedCuts segments that begin without a sync frame
 * @param breaks discontinuities
 * @param droppedFrames frames that could not be used, such as those before a sync frame
 */
public record PackagerStats(
    long shortParts,
    long stretchedParts,
    long audioStalls,
    long lateAudioFrames,
    long droppedParts,
    long absentSegments,
    long forcedCuts,
    long breaks,
    long droppedFrames) {
  public static final PackagerStats NONE = new PackagerStats(0, 0, 0, 0, 0, 0, 0, 0, 0);

  /** The counters, on the stream's home loop. */
  static final class Counters {
    long shortParts;
    long stretchedParts;
    long audioStalls;
    long lateAudioFrames;
    long droppedParts;
    long absentSegments;
    long forcedCuts;
    long breaks;
    long droppedFrames;

    private PackagerStats last = NONE;

    /** What was counted so far: the same object while nothing was. */
    PackagerStats read() {
      if (!isAsIn(last)) {
        last = copy();
      }
      return last;
    }

    private boolean isAsIn(PackagerStats stats) {
      return shortParts == stats.shortParts
          && stretchedParts == stats.stretchedParts
          && audioStalls == stats.audioStalls
          && lateAudioFrames == stats.lateAudioFrames
          && droppedParts == stats.droppedParts
          && absentSegments == stats.absentSegments
          && forcedCuts == stats.forcedCuts
          && breaks == stats.breaks
          && droppedFrames == stats.droppedFrames;
    }

    private PackagerStats copy() {
      return new PackagerStats(
          shortParts,
          stretchedParts,
          audioStalls,
          lateAudioFrames,
          droppedParts,
          absentSegments,
          forcedCuts,
          breaks,
          droppedFrames);
    }
  }
}
