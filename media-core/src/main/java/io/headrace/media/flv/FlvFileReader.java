package io.headrace.media.flv;

import io.headrace.media.flv.FlvException.Reason;
import io.netty.buffer.ByteBuf;

/**
 * Walks over the tags of an FLV file in memory, §E.2 to §E.4.1.
 *
 * <pre>{@code
 * while (reader.next()) {
 *   send(reader.type(), reader.timestampMs(), reader.body());
 * }
 * }</pre>
 *
 * <p>Tags of unknown type are skipped. Thread: one at a time.
 */
public final class FlvFileReader {
  static final int SIGNATURE = 0x464C56; // "FLV"
  static final int FILE_HEADER_BYTES = 9;
  static final int TAG_HEADER_BYTES = 11;
  static final int PREVIOUS_SIZE_BYTES = 4;

  private static final int TYPE_MASK = 0x1F;

  private final ByteBuf file;
  private final int firstTag;
  private int nextTag;
  private TagType type = TagType.SCRIPT;
  private long timestampMs;
  private int bodyIndex;
  private int bodyBytes;

  /**
   * @param file readable bytes are the file. Ownership: borrowed while the reader is in use; its
   *     indexes are not moved
   * @throws FlvException NOT_FLV
   */
  public FlvFileReader(ByteBuf file) {
    int start = file.readerIndex();
    if (file.readableBytes() < FILE_HEADER_BYTES || file.getUnsignedMedium(start) != SIGNATURE) {
      throw new FlvException(Reason.NOT_FLV, "not an FLV file");
    }
    long headerBytes = file.getUnsignedInt(start + 5);
    if (headerBytes < FILE_HEADER_BYTES || headerBytes > file.readableBytes()) {
      throw new FlvException(Reason.NOT_FLV, "FLV header: " + headerBytes + " bytes");
    }
    this.file = file;
    this.firstTag = start + (int) headerBytes + PREVIOUS_SIZE_BYTES;
    this.nextTag = firstTag;
  }

  /**
   * Moves to the next tag.
   *
   * @return false at the end of the file
   * @throws FlvException TRUNCATED
   */
  public boolean next() {
    while (nextTag < file.writerIndex()) {
      int tag = nextTag;
      if (file.writerIndex() - tag < TAG_HEADER_BYTES) {
        throw truncated(tag);
      }
      bodyIndex = tag + TAG_HEADER_BYTES;
      bodyBytes = file.getUnsignedMedium(tag + 1);
      if (bodyBytes > file.writerIndex() - bodyIndex) {
        throw truncated(tag);
      }
      nextTag = bodyIndex + bodyBytes + PREVIOUS_SIZE_BYTES;
      // The fourth byte is the highest.
      timestampMs = file.getUnsignedMedium(tag + 4) | (long) file.getUnsignedByte(tag + 7) << 24;
      if (isKnown(file.getByte(tag) & TYPE_MASK)) {
        return true;
      }
    }
    return false;
  }

  /** Back to before the first tag. */
  public void rewind() {
    nextTag = firstTag;
  }

  public TagType type() {
    return type;
  }

  /** Decode time, unsigned 32 bits. */
  public long timestampMs() {
    return timestampMs;
  }

  /** A slice of the file, borrowed with it. */
  public ByteBuf body() {
    return file.slice(bodyIndex, bodyBytes);
  }

  private boolean isKnown(int id) {
    switch (id) {
      case 8 -> type = TagType.AUDIO;
      case 9 -> type = TagType.VIDEO;
      case 18 -> type = TagType.SCRIPT;
      default -> {
        return false;
      }
    }
    return true;
  }

  private FlvException truncated(int tag) {
    return new FlvException(Reason.TRUNCATED, "FLV tag at byte " + tag + " is cut short");
  }
}
