package io.headrace.bench.load;

import io.netty.buffer.ByteBuf;

/**
 * Chunks messages as encoders do, Adobe RTMP 1.0 §5.3: the first message of a chunk stream with a
 * full header (fmt 0), all that follow with the time as a difference (fmt 1), continuations with
 * none (fmt 3). Makes no garbage.
 *
 * <p>Thread: one at a time.
 */
public final class MessageWriter {
  private static final int FMT_1 = 0x40;
  private static final int FMT_3 = 0xC0;
  private static final int EXTENDED = 0xFF_FFFF;
  private static final int CHUNK_STREAMS = 64;

  private final int chunkBytes;
  private final boolean[] known = new boolean[CHUNK_STREAMS];
  private final long[] lastTimestampMs = new long[CHUNK_STREAMS];

  /**
   * @param chunkBytes chunk size in force; the peer must have been told
   */
  public MessageWriter(int chunkBytes) {
    this.chunkBytes = chunkBytes;
  }

  /**
   * Appends one message.
   *
   * <p>Ownership: borrows both buffers and does not move the indexes of {@code body}.
   *
   * @param chunkStreamId 2 to 63; all its messages go to one message stream
   * @param timestampMs unwrapped; its lower 32 bits count
   */
  public void write(
      ByteBuf out,
      int chunkStreamId,
      int typeId,
      int messageStreamId,
      long timestampMs,
      ByteBuf body) {
    boolean first = !known[chunkStreamId];
    long field = (timestampMs - (first ? 0 : lastTimestampMs[chunkStreamId])) & 0xFFFF_FFFFL;
    known[chunkStreamId] = true;
    lastTimestampMs[chunkStreamId] = timestampMs;
    boolean extended = field >= EXTENDED;
    int bytes = body.readableBytes();
    out.writeByte(first ? chunkStreamId : FMT_1 | chunkStreamId);
    out.writeMedium(extended ? EXTENDED : (int) field).writeMedium(bytes).writeByte(typeId);
    if (first) {
      out.writeIntLE(messageStreamId);
    }
    int written = 0;
    while (true) {
      if (extended) {
        out.writeInt((int) field);
      }
      int now = Math.min(chunkBytes, bytes - written);
      // Not out.writeBytes(body): that makes a slice of the body for some kinds of buffer.
      body.getBytes(body.readerIndex() + written, out.ensureWritable(now), now);
      written += now;
      if (written == bytes) {
        return;
      }
      out.writeByte(FMT_3 | chunkStreamId);
    }
  }
}
