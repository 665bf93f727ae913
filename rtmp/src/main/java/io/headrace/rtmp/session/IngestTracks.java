package io.headrace.rtmp.session;

import io.headrace.media.codec.TrackKind;
import io.headrace.media.frame.Track;
import io.headrace.media.time.Timeline;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tracks of one publication, by their ids. Thread: the connection's loop. */
final class IngestTracks {
  /** Most tracks of a publication; those beyond are left out. */
  static final int MAX_TRACKS = 32;

  private final Timeline timeline;
  private @Nullable IngestTrack[] byId = new IngestTrack[4];
  private int count;
  private int changes;

  IngestTracks(Timeline timeline) {
    this.timeline = timeline;
  }

  /** The track, from now on there; null beyond {@link #MAX_TRACKS}. */
  @Nullable IngestTrack at(TrackKind kind, int number) {
    int id = kind == TrackKind.VIDEO ? Track.videoId(number) : Track.audioId(number);
    IngestTrack known = byId(id);
    if (known != null || count == MAX_TRACKS) {
      return known;
    }
    if (id >= byId.length) {
      byId = Arrays.copyOf(byId, Math.max(2 * byId.length, id + 1));
    }
    IngestTrack added =
        kind == TrackKind.VIDEO
            ? new VideoIngest(this, number, timeline.track())
            : new AudioIngest(this, number, timeline.track());
    byId[id] = added;
    count++;
    return added;
  }

  /** The track with that id, or null. */
  @Nullable IngestTrack byId(int id) {
    return id < byId.length ? byId[id] : null;
  }

  /** Whether it is known what becomes of the track with that id. */
  boolean isSettled(int id) {
    IngestTrack track = byId(id);
    return track != null && track.isSettled();
  }

  /** Whether a track has shown itself and it is not yet known what becomes of it. */
  boolean isOneAwaited() {
    for (IngestTrack track : byId) {
      if (track != null && track.isAwaited()) {
        return true;
      }
    }
    return false;
  }

  /** Whether at least one can be given to consumers. */
  boolean isOneUsable() {
    for (IngestTrack track : byId) {
      if (track != null && track.track() != null) {
        return true;
      }
    }
    return false;
  }

  /** All of them, in the order of their ids. */
  List<IngestTrack> all() {
    List<IngestTrack> all = new ArrayList<>(count);
    for (IngestTrack track : byId) {
      if (track != null) {
        all.add(track);
      }
    }
    return all;
  }

  /** Makes all that is known of the tracks what consumers are to know. */
  void announceAll() {
    for (IngestTrack track : byId) {
      if (track != null && track.track() != null) {
        track.announced(track.track());
      }
    }
  }

  /** A track has become another than it was. */
  void countChange() {
    changes++;
  }

  /** How often a track has become another than it was. */
  int changes() {
    return changes;
  }

  /** Those that consumers are to know, as they are to know them. */
  List<Track> announced() {
    List<Track> announced = new ArrayList<>(count);
    for (IngestTrack track : byId) {
      Track known = track == null ? null : track.announced();
      if (known != null) {
        announced.add(known);
      }
    }
    return announced;
  }
}
