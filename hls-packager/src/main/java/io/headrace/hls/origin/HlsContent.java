package io.headrace.hls.origin;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one playlist, init section, part or segment. The receiver owns one count; {@link
 * #release()} gives it back.
 */
public interface HlsContent {
  /** What kind of object it is. */
  enum Kind {
    PLAYLIST,
    VIDEO_MP4,
    AUDIO_MP4
  }

  Kind kind();

  /**
   * The bytes, borrowed: slices of shared direct memory, never to be written to; a segment is a
   * composite of its parts. Take a retained duplicate to send it.
   */
  ByteBuf bytes();

  /**
   * The same bytes gzipped, for playlists: made once per version on first use, borrowed like {@link
   * #bytes()}. Null for media.
   */
  @Nullable ByteBuf gzipped();

  void release();
}
