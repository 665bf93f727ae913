package io.headrace.hls.origin;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** An initialization section, a part or a segment: pinned slices of the stream's slabs. */
final class MediaContent implements HlsContent {
  private final Kind kind;
  private final ByteBuf bytes;

  /** Ownership: takes {@code bytes}. */
  MediaContent(Kind kind, ByteBuf bytes) {
    this.kind = kind;
    this.bytes = bytes;
  }

  @Override
  public Kind kind() {
    return kind;
  }

  @Override
  public ByteBuf bytes() {
    return bytes;
  }

  @Override
  public @Nullable ByteBuf gzipped() {
    return null;
  }

  @Override
  public void release() {
    bytes.release();
  }
}
