package io.headrace.media.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * Brings AV1 temporal units into the form of an MP4 sample: without temporal delimiters, and with a
 * sequence header before each key frame (AV1 Codec ISO Media File Format Binding §2.4). One that is
 * so already but for its first OBU passes through without a copy.
 *
 * <p>Thread: any; stateless. Allocates only where OBUs must be moved.
 */
public final class Av1Frames {
  private static final int SHOW_EXISTING_FRAME = 0x80;
  private static final int FRAME_TYPE_AND_SHOW = 0x70;

  /** frame_type KEY_FRAME with show_frame. */
  private static final int SHOWN_KEY_FRAME = 0x10;

  private Av1Frames() {}

  /**
   * Ownership: takes {@code temporalUnit}, also when it throws; the caller owns the result, which
   * may be the same buffer with other indexes.
   *
   * @param config the record in force
   * @return an empty buffer where nothing is left
   * @throws CodecException MALFORMED when the OBU sizes do not add up to the body
   */
  public static ByteBuf normalized(ByteBuf temporalUnit, Av1Config config) {
    try {
      if (!Av1Units.areWhole(temporalUnit)) {
        throw CodecException.malformed(
            "AV1 frame: OBUs do not add up to " + temporalUnit.readableBytes() + " bytes");
      }
      int from = temporalUnit.readerIndex();
      int end = temporalUnit.writerIndex();
      while (from < end && isDelimiter(temporalUnit, from)) {
        from = Av1Units.endOf(temporalUnit, from);
      }
      if (from == end) {
        return Unpooled.EMPTY_BUFFER;
      }
      boolean headless = lacksHeader(temporalUnit, from) && config.isComplete();
      if (headless || hasDelimiter(temporalUnit, from)) {
        return rewritten(temporalUnit, from, headless ? config.units() : Unpooled.EMPTY_BUFFER);
      }
      return temporalUnit.retain().readerIndex(from);
    } finally {
      temporalUnit.release();
    }
  }

  /**
   * What a normalized temporal unit holds: {@link FrameContent#SYNC} is a key frame that is shown,
   * behind a sequence header.
   *
   * <p>Ownership: borrows.
   */
  public static FrameContent content(ByteBuf normalized) {
    boolean sequence = false;
    int at = normalized.readerIndex();
    while (at < normalized.writerIndex()) {
      int type = Av1Units.typeAt(normalized, at);
      if (isFrame(type)) {
        return sequence && isShownKey(normalized, at) ? FrameContent.SYNC : FrameContent.PICTURE;
      }
      sequence |= type == Av1Units.SEQUENCE_HEADER;
      at = Av1Units.endOf(normalized, at);
    }
    return FrameContent.NO_PICTURE;
  }

  private static boolean isFrame(int type) {
    return type == Av1Units.FRAME || type == Av1Units.FRAME_HEADER;
  }

  private static boolean isDelimiter(ByteBuf data, int at) {
    return Av1Units.typeAt(data, at) == Av1Units.TEMPORAL_DELIMITER;
  }

  private static boolean hasDelimiter(ByteBuf data, int from) {
    for (int at = from; at < data.writerIndex(); at = Av1Units.endOf(data, at)) {
      if (isDelimiter(data, at)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a key frame comes and no sequence header before it. */
  private static boolean lacksHeader(ByteBuf data, int from) {
    for (int at = from; at < data.writerIndex(); at = Av1Units.endOf(data, at)) {
      int type = Av1Units.typeAt(data, at);
      if (type == Av1Units.SEQUENCE_HEADER) {
        return false;
      }
      if (isFrame(type)) {
        return isShownKey(data, at);
      }
    }
    return false;
  }

  /** uncompressed_header, §5.9.2; still pictures, which have a shorter one, are not streamed. */
  private static boolean isShownKey(ByteBuf data, int at) {
    int payload = Av1Units.payloadAt(data, at);
    if (payload >= Av1Units.endOf(data, at)) {
      return false;
    }
    int header = data.getByte(payload);
    return (header & SHOW_EXISTING_FRAME) == 0 && (header & FRAME_TYPE_AND_SHOW) == SHOWN_KEY_FRAME;
  }

  private static ByteBuf rewritten(ByteBuf data, int from, ByteBuf head) {
    ByteBuf out = data.alloc().directBuffer(head.readableBytes() + data.writerIndex() - from);
    out.writeBytes(head);
    int next;
    for (int at = from; at < data.writerIndex(); at = next) {
      next = Av1Units.endOf(data, at);
      if (!isDelimiter(data, at)) {
        out.writeBytes(data, at, next - at);
      }
    }
    return out;
  }
}
