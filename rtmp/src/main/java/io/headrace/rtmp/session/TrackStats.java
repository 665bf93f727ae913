package io.headrace.rtmp.session;

/**
 * What became of one track.
 *
 * @param id of the track, see {@link io.headrace.media.frame.Track#id}
 * @param codec its codec string at last
 * @param frames given on
 * @param syncFrames of those the ones that decoding can start at
 * @param skipped messages and frames that could not be used
 * @param repairedTimes timestamps that had to be repaired
 */
public record TrackStats(
    int id, String codec, long frames, long syncFrames, long skipped, long repairedTimes) {
  /** Whether it is a video track. */
  public boolean isVideo() {
    return id % 2 == 0;
  }

  @Override
  public String toString() {
    return (isVideo() ? "video " : "audio ")
        + id / 2
        + " "
        + codec
        + ": "
        + frames
        + " frames"
        + (isVideo() ? ", " + syncFrames + " sync" : "")
        + (skipped > 0 ? ", " + skipped + " skipped" : "")
        + (repairedTimes > 0 ? ", " + repairedTimes + " times repaired" : "");
  }
}
