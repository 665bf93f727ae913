package io.headrace.media.flv;

import io.netty.buffer.ByteBuf;

/** Appends an FLV file to a buffer, §E.2 to §E.4.1. Thread: one at a time. */
public final class FlvFileWriter {
  private static final int VERSION = 1;
  private static final int HAS_AUDIO = 4;
  private static final int HAS_VIDEO = 1;
  private static final int MAX_BODY_BYTES = 0xFF_FFFF;

  private final ByteBuf out;

  /**
   * Writes the file header.
   *
   * @param out Ownership: borrowed while the writer is in use
   */
  public FlvFileWriter(ByteBuf out, boolean hasVideo, boolean hasAudio) {
    this.out = out;
    out.writeMedium(FlvFileReader.SIGNATURE).writeByte(VERSION);
    out.writeByte((hasAudio ? HAS_AUDIO : 0) | (hasVideo ? HAS_VIDEO : 0));
    out.writeInt(FlvFileReader.FILE_HEADER_BYTES);
    out.writeInt(0); // PreviousTagSize0
  }

  /**
   * Appends one tag.
   *
   * <p>Ownership: borrows {@code body} and does not move its indexes.
   *
   * @param timestampMs decode time; its lower 32 bits are written
   */
  public void writeTag(TagType type, long timestampMs, ByteBuf body) {
    int bytes = body.readableBytes();
    if (bytes > MAX_BODY_BYTES) {
      throw new IllegalArgumentException(
          "FLV tag: " + bytes + " bytes (expected: <= " + MAX_BODY_BYTES + ")");
    }
    int timestamp = (int) timestampMs;
    out.writeByte(type.id()).writeMedium(bytes);
    out.writeMedium(timestamp & 0xFF_FFFF).writeByte(timestamp >>> 24);
    out.writeMedium(0); // StreamID
    out.writeBytes(body, body.readerIndex(), bytes);
    out.writeInt(FlvFileReader.TAG_HEADER_BYTES + bytes);
  }
}
