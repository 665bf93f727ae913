package io.headrace.bench.load;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/** Joins the body of a small text response. Thread: one at a time. */
final class BodyCollector {
  private static final int MAX_BYTES = 1 << 20;

  private final StringBuilder text = new StringBuilder();
  private long bytes;

  /** Ownership: borrows {@code chunk}. False when the body is longer than any playlist. */
  boolean add(ByteBuf chunk) {
    bytes += chunk.readableBytes();
    if (bytes > MAX_BYTES) {
      return false;
    }
    // Playlists are ASCII but for titles, which nothing here reads.
    text.append(chunk.toString(StandardCharsets.ISO_8859_1));
    return true;
  }

  long bytes() {
    return bytes;
  }

  String text() {
    return text.toString();
  }
}
