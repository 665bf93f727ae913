package io.headrace.hls.segment;

import io.headrace.hls.cache.CachedBytes;
import org.jspecify.annotations.Nullable;

/**
 * A Media Initialization Section. Immutable; a changed decoder configuration makes a new one.
 *
 * @param run the run that first used it
 * @param number from 1 within the rendition
 * @param bytes the section, or null where it could not be kept
 */
public record InitSection(int run, int number, @Nullable CachedBytes bytes) {
  void release() {
    if (bytes != null) {
      bytes.release();
    }
  }
}
