package io.headrace.rtmp.chunk;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * Cuts messages into chunks, Adobe RTMP 1.0 §5.3: a type 0 header with the absolute time, then type
 * 3 headers, each with the extended timestamp where there is one (ffmpeg and rtmpdump lose the
 * stream without it).
 *
 * <p>Thread: one at a time; the only state is the chunk size.
 */
public final class ChunkWriter {
  private static final int EXTENDED = 0xFF_FFFF;
  private static final int TYPE_3 = 0xC0;
  private static final int MESSAGE_HEADER_BYTES = 11;
  private static final int FIRST_TWO_BYTE_ID = 64;
  private static final int FIRST_THREE_BYTE_ID = 320;
  private static final int LAST_ID = 65_599;

  private int chunkBytes = ChunkReader.DEFAULT_CHUNK_BYTES;

  /** For messages from now on; the peer must have been told with the message before. */
  public void chunkBytes(int bytes) {
    if (bytes <= 0 || bytes > ChunkReader.MAX_CHUNK_BYTES) {
      throw new IllegalArgumentException(
          "chunk size: " + bytes + " (expected: 1 to " + ChunkReader.MAX_CHUNK_BYTES + ")");
    }
    chunkBytes = bytes;
  }

  /**
   * Appends one message. Ownership: borrows both buffers, reads all of {@code payload}.
   *
   * @param chunkStreamId 2 to 65599
   * @param timestampMs modulo 2^32
   */
  public void write(
      int chunkStreamId, int type, int streamId, long timestampMs, ByteBuf payload, ByteBuf out) {
    write(chunkStreamId, type, streamId, timestampMs, Unpooled.EMPTY_BUFFER, payload, out);
    payload.readerIndex(payload.writerIndex());
  }

  /**
   * Appends one message whose payload lies in two buffers, without joining them first. Ownership:
   * borrows all buffers, and moves no index of {@code head} and {@code body}.
   *
   * @param chunkStreamId 2 to 65599
   * @param timestampMs modulo 2^32
   */
  public void write(
      int chunkStreamId,
      int type,
      int streamId,
      long timestampMs,
      ByteBuf head,
      ByteBuf body,
      ByteBuf out) {
    int headBytes = head.readableBytes();
    int length = headBytes + body.readableBytes();
    checkLength(length);
    int timestamp = (int) timestampMs;
    boolean extended = isExtended(timestamp);
    writeBasicHeader(0, chunkStreamId, out);
    out.writeMedium(extended ? EXTENDED : timestamp);
    out.writeMedium(length).writeByte(type).writeIntLE(streamId);
    int at = 0;
    while (true) {
      if (extended) {
        out.writeInt(timestamp);
      }
      int end = Math.min(at + chunkBytes, length);
      if (at < headBytes) {
        int part = Math.min(end, headBytes) - at;
        out.writeBytes(head, head.readerIndex() + at, part);
        at += part;
      }
      if (at < end) {
        out.writeBytes(body, body.readerIndex() + at - headBytes, end - at);
        at = end;
      }
      if (at == length) {
        return;
      }
      writeBasicHeader(TYPE_3, chunkStreamId, out);
    }
  }

  /**
   * What a message takes with all its headers.
   *
   * @param payloadBytes at most 16,777,215
   */
  public int wireBytes(int chunkStreamId, long timestampMs, int payloadBytes) {
    checkLength(payloadBytes);
    int chunks = Math.max(1, (payloadBytes + chunkBytes - 1) / chunkBytes);
    int chunkHeaderBytes =
        basicHeaderBytes(chunkStreamId) + (isExtended((int) timestampMs) ? Integer.BYTES : 0);
    return MESSAGE_HEADER_BYTES + chunks * chunkHeaderBytes + payloadBytes;
  }

  private static boolean isExtended(int timestamp) {
    return Integer.compareUnsigned(timestamp, EXTENDED) >= 0;
  }

  private static void checkLength(int length) {
    if (length > ChunkLimits.MAX_MESSAGE_BYTES) {
      throw new IllegalArgumentException(
          "message: " + length + " bytes (expected: <= " + ChunkLimits.MAX_MESSAGE_BYTES + ")");
    }
  }

  private static int basicHeaderBytes(int chunkStreamId) {
    if (chunkStreamId < FIRST_TWO_BYTE_ID) {
      return 1;
    }
    return chunkStreamId < FIRST_THREE_BYTE_ID ? 2 : 3;
  }

  private static void writeBasicHeader(int format, int chunkStreamId, ByteBuf out) {
    if (chunkStreamId < 2 || chunkStreamId > LAST_ID) {
      throw new IllegalArgumentException(
          "chunk stream id: " + chunkStreamId + " (expected: 2 to " + LAST_ID + ")");
    }
    if (chunkStreamId < FIRST_TWO_BYTE_ID) {
      out.writeByte(format | chunkStreamId);
    } else if (chunkStreamId < FIRST_THREE_BYTE_ID) {
      out.writeByte(format).writeByte(chunkStreamId - FIRST_TWO_BYTE_ID);
    } else {
      out.writeByte(format | 1).writeShortLE(chunkStreamId - FIRST_TWO_BYTE_ID);
    }
  }
}
