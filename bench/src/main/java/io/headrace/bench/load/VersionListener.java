package io.headrace.bench.load;

/** Told of every playlist version that a player receives. Thread: the player's loop. */
@FunctionalInterface
public interface VersionListener {
  VersionListener NONE = (rendition, playlist, blocked, firstByteNs) -> {};

  /**
   * @param rendition 0 for the variant's own playlist, 1 for its audio
   * @param blocked whether the request asked for a part that was not there yet
   * @param firstByteNs {@link System#nanoTime()} when the head of the response was read
   */
  void onVersion(int rendition, MediaPlaylist playlist, boolean blocked, long firstByteNs);
}
