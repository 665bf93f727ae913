package io.headrace.rtmp.session;

/**
 * What became of the media of one publication.
 *
 * @param videoFrames frames given on
 * @param audioFrames frames given on
 * @param skipped messages and frames that could not be used
 * @param repairedTimes timestamps that had to be repaired
 */
public record MediaStats(long videoFrames, long audioFrames, long skipped, long repairedTimes) {
  public static final MediaStats NONE = new MediaStats(0, 0, 0, 0);
}
