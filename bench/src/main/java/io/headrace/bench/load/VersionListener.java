package io.headrace.bench.load;

/** Told of every playlist version that a player receives. Thread: the player's loop. */
@FunctionalInterface
public interface VersionListener {
  VersionListener NONE = (target, playlist, blocked, firstByteNs) -> {};

  /**
   * @param target path of the playlist
   * @param blocked whether the request asked for a part that was not there yet
   * @param firstByteNs {@link System#nanoTime()} when the head of the response was read
   */
  void onVersion(String target, MediaPlaylist playlist, boolean blocked, long firstByteNs);
}
