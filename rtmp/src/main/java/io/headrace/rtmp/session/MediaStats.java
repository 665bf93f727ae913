package io.headrace.rtmp.session;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What became of the media of one publication.
 *
 * @param tracks each of them, in the order of their ids
 * @param dataFrames data messages given on
 * @param unusable messages that belong to no track and could not be used
 */
public record MediaStats(List<TrackStats> tracks, long dataFrames, long unusable) {
  public static final MediaStats NONE = new MediaStats(List.of(), 0, 0);

  public MediaStats {
    tracks = List.copyOf(tracks);
  }

  /** Video frames given on. */
  public long videoFrames() {
    return tracks.stream().filter(TrackStats::isVideo).mapToLong(TrackStats::frames).sum();
  }

  /** Audio frames given on. */
  public long audioFrames() {
    return tracks.stream().filter(t -> !t.isVideo()).mapToLong(TrackStats::frames).sum();
  }

  /** Messages and frames that could not be used. */
  public long skipped() {
    return unusable + tracks.stream().mapToLong(TrackStats::skipped).sum();
  }

  /** Timestamps that had to be repaired. */
  public long repairedTimes() {
    return tracks.stream().mapToLong(TrackStats::repairedTimes).sum();
  }

  /** Each track with its codec, for the log. */
  @Override
  public String toString() {
    String each = tracks.stream().map(TrackStats::toString).collect(Collectors.joining("; "));
    return (tracks.isEmpty() ? "no tracks" : each)
        + (dataFrames > 0 ? "; " + dataFrames + " data messages" : "")
        + (unusable > 0 ? "; " + unusable + " unusable messages" : "");
  }
}
