package io.headrace.rtmp.chunk;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * What the headers of one chunk stream inherit from each other, Adobe RTMP 1.0 §5.3.1.2, and its
 * unfinished message. State of {@link ChunkReader}.
 */
final class ChunkStream {
  /** Absolute time of the message, modulo 2^32. */
  int timestampMs;

  /** What a type 3 chunk adds when it begins a message: the last timestamp field. */
  int deltaMs;

  /** Whether the last timestamp field stood behind the header; {@link #deltaMs} is its value. */
  boolean extended;

  int lengthBytes;
  int type;
  int streamId;

  /** Whether a message has begun and is not finished. */
  boolean inMessage;

  int receivedBytes;

  /** What the payload has drawn on the budget. */
  int reservedBytes;

  @Nullable ByteBuf payload;

  /** Hands the payload over, if any. */
  @Nullable ByteBuf takePayload() {
    ByteBuf taken = payload;
    payload = null;
    return taken;
  }
}
