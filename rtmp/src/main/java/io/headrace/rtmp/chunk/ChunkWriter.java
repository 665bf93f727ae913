package io.headrace.rtmp.chunk;

import io.netty.buffer.ByteBuf;

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
    int length = payload.readableBytes();
    if (length > ChunkLimits.MAX_MESSAGE_BYTES) {
      throw new IllegalArgumentException(
          "message: " + length + " bytes (expected: <= " + ChunkLimits.MAX_MESSAGE_BYTES + ")");
    }
    int timestamp = (int) timestampMs;
    boolean extended = Integer.compareUnsigned(timestamp, EXTENDED) >= 0;
    writeBasicHeader(0, chunkStreamId, out);
    out.writeMedium(extended ? EXTENDED : timestamp);
    out.writeMedium(length).writeByte(type).writeIntLE(streamId);
    if (extended) {
      out.writeInt(timestamp);
    }
    out.writeBytes(payload, Math.min(chunkBytes, length));
    while (payload.isReadable()) {
      writeBasicHeader(TYPE_3, chunkStreamId, out);
      if (extended) {
        out.writeInt(timestamp);
      }
      out.writeBytes(payload, Math.min(chunkBytes, payload.readableBytes()));
    }
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
