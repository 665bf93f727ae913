package io.headrace.rtmp.relay;

import io.headrace.media.frame.Track;
import java.util.List;
import java.util.function.Predicate;

/**
 * Sets of tracks as bits, so that what a batch holds and what a player takes are compared at once.
 * The slot of a track is its id, that of data messages the last; tracks beyond number {@value
 * #MAX_TRACK_NUMBER} of their kind have none and are not played.
 */
final class Slots {
  static final int MAX_TRACK_NUMBER = 30;

  /** What {@link #of} says of a track that is not played. */
  static final int NONE = -1;

  static final int DATA = Long.SIZE - 1;

  static final long DATA_BIT = 1L << DATA;
  static final long VIDEO = 0x1555_5555_5555_5555L;
  static final long AUDIO = VIDEO << 1;

  private Slots() {}

  /** The slot of a track, or {@link #NONE}. */
  static int of(Track track) {
    if (track.id() == Track.DATA_ID) {
      return DATA;
    }
    return track.id() <= Track.audioId(MAX_TRACK_NUMBER) ? track.id() : NONE;
  }

  static long bit(int slot) {
    return 1L << slot;
  }

  static boolean isVideo(int slot) {
    return (VIDEO & bit(slot)) != 0;
  }

  /** The slots of {@code tracks} for which {@code condition} holds. */
  static long where(List<Track> tracks, Predicate<Track> condition) {
    long slots = 0;
    for (Track track : tracks) {
      int slot = of(track);
      if (slot != NONE && condition.test(track)) {
        slots |= bit(slot);
      }
    }
    return slots;
  }
}
