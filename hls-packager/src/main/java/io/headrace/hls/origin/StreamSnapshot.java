package io.headrace.hls.origin;

import io.headrace.hls.segment.PackagerStats;
import io.headrace.hls.segment.RenditionView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that can be asked of a stream at one moment. Immutable; each version it names holds one count
 * for it.
 *
 * @param status what a page can tell a viewer
 * @param targetDurationS TARGETDURATION; an assumption before the promises are made
 * @param multivariant null until every rendition has a complete segment
 * @param renditions the leading one first
 * @param leftOut tracks that cannot be carried, and why
 * @param stats what did not go by the book
 */
record StreamSnapshot(
    PlaybackStatus status,
    int targetDurationS,
    @Nullable PlaylistVersion multivariant,
    List<RenditionSnapshot> renditions,
    List<String> leftOut,
    PackagerStats stats) {

  /**
   * One rendition.
   *
   * @param view what it holds
   * @param playlist null until every rendition has a complete segment
   */
  record RenditionSnapshot(RenditionView view, @Nullable PlaylistVersion playlist) {}

  /** A stream without any media. */
  static StreamSnapshot empty(PlaybackStatus status, int targetDurationS) {
    return new StreamSnapshot(
        status, targetDurationS, null, List.of(), List.of(), PackagerStats.NONE);
  }

  /** The rendition called {@code name}, or null. */
  @Nullable RenditionSnapshot rendition(String name) {
    for (int i = 0; i < renditions.size(); i++) {
      RenditionSnapshot rendition = renditions.get(i);
      if (rendition.view().name().equals(name)) {
        return rendition;
      }
    }
    return null;
  }

  /** Whether players can start. */
  boolean isPlayable() {
    return multivariant != null;
  }
}
