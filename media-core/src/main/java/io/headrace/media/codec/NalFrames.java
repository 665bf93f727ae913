package io.headrace.media.codec;

import io.headrace.media.codec.CodecException.Reason;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * Brings AVC and HEVC access units into the one form that frames have here: NAL units with 4-byte
 * lengths, none of them empty, without access unit delimiters and without the parameter sets that
 * the record holds anyway (ISO/IEC 14496-15 §5.3.2, §8.3.2, CMAF). An access unit that is so
 * already, or needs only be trimmed at its ends, passes through without a copy.
 *
 * <p>Thread: any; stateless. Allocates only where NAL units must be moved.
 */
public final class NalFrames {
  /** Length field of every frame here. */
  public static final int NAL_LENGTH_BYTES = 4;

  private NalFrames() {}

  /**
   * Ownership: takes {@code accessUnit}, also when it throws; the caller owns the result, which may
   * be the same buffer with other indexes.
   *
   * @param accessUnit readable bytes are an access unit with the record's NAL lengths, or, from
   *     encoders that know no better, in Annex B form
   * @param config the record in force
   * @return an empty buffer where nothing is left
   * @throws CodecException MALFORMED when the NAL lengths do not add up to the body
   */
  public static ByteBuf normalized(ByteBuf accessUnit, NalConfig config) {
    try {
      if (hasWholeLengths(accessUnit, config.nalLengthBytes())) {
        return config.nalLengthBytes() == NAL_LENGTH_BYTES
            ? trimmed(accessUnit, config)
            : rewritten(accessUnit, config);
      }
      if (startCodeAt(accessUnit, accessUnit.readerIndex()) == accessUnit.readerIndex()) {
        return fromAnnexB(accessUnit, config);
      }
      throw new CodecException(
          Reason.MALFORMED,
          "frame: NAL lengths do not add up to " + accessUnit.readableBytes() + " bytes");
    } finally {
      accessUnit.release();
    }
  }

  /**
   * What a normalized access unit holds.
   *
   * <p>Ownership: borrows.
   *
   * @param config the record in force
   */
  public static FrameContent content(ByteBuf normalized, NalConfig config) {
    FrameContent content = FrameContent.NO_PICTURE;
    int end = normalized.writerIndex();
    int at = normalized.readerIndex();
    while (at + NAL_LENGTH_BYTES < end) {
      switch (config.nalKind(normalized.getByte(at + NAL_LENGTH_BYTES))) {
        case SYNC_SLICE -> {
          return FrameContent.SYNC;
        }
        case SLICE -> content = FrameContent.PICTURE;
        case PARAMETER_SET, DELIMITER, OTHER -> {
          // Not a picture.
        }
      }
      at += NAL_LENGTH_BYTES + normalized.getInt(at);
    }
    return content;
  }

  private static boolean hasWholeLengths(ByteBuf data, int lengthBytes) {
    long end = data.writerIndex();
    long at = data.readerIndex();
    while (at + lengthBytes <= end) {
      at += lengthBytes + nalLength(data, (int) at, lengthBytes);
    }
    return at == end;
  }

  private static long nalLength(ByteBuf data, int at, int lengthBytes) {
    return switch (lengthBytes) {
      case 1 -> data.getUnsignedByte(at);
      case 2 -> data.getUnsignedShort(at);
      default -> data.getUnsignedInt(at);
    };
  }

  /** Whether the NAL unit stays; {@code length} may be 0. */
  private static boolean stays(ByteBuf data, int at, int length, NalConfig config) {
    if (length == 0) {
      return false;
    }
    return switch (config.nalKind(data.getByte(at))) {
      case DELIMITER -> false;
      case PARAMETER_SET -> !config.holds(data, at, length);
      case SYNC_SLICE, SLICE, OTHER -> true;
    };
  }

  /** Lengths have 4 bytes already: cut the ends by index, copy only around a hole. */
  private static ByteBuf trimmed(ByteBuf data, NalConfig config) {
    int end = data.writerIndex();
    int from = -1;
    int to = -1;
    boolean hole = false;
    int at = data.readerIndex();
    while (at < end) {
      int nal = at + NAL_LENGTH_BYTES;
      int next = nal + data.getInt(at);
      if (stays(data, nal, next - nal, config)) {
        hole |= from >= 0 && to != at;
        from = from < 0 ? at : from;
        to = next;
      }
      at = next;
    }
    if (hole) {
      return rewritten(data, config);
    }
    return from < 0 ? Unpooled.EMPTY_BUFFER : data.retain().setIndex(from, to);
  }

  private static ByteBuf rewritten(ByteBuf data, NalConfig config) {
    int lengthBytes = config.nalLengthBytes();
    ByteBuf out = data.alloc().directBuffer(rewrittenBytes(data, config));
    int end = data.writerIndex();
    int at = data.readerIndex();
    while (at < end) {
      int nal = at + lengthBytes;
      int length = (int) nalLength(data, at, lengthBytes);
      if (stays(data, nal, length, config)) {
        out.writeInt(length).writeBytes(data, nal, length);
      }
      at = nal + length;
    }
    return out;
  }

  private static int rewrittenBytes(ByteBuf data, NalConfig config) {
    int lengthBytes = config.nalLengthBytes();
    int bytes = 0;
    int end = data.writerIndex();
    int at = data.readerIndex();
    while (at < end) {
      int length = (int) nalLength(data, at, lengthBytes);
      if (stays(data, at + lengthBytes, length, config)) {
        bytes += NAL_LENGTH_BYTES + length;
      }
      at += lengthBytes + length;
    }
    return bytes;
  }

  private static ByteBuf fromAnnexB(ByteBuf data, NalConfig config) {
    // A 3-byte start code grows by one; no NAL unit is shorter than that byte.
    ByteBuf out = data.alloc().directBuffer(data.readableBytes() + data.readableBytes() / 3);
    int end = data.writerIndex();
    int startCode = data.readerIndex();
    while (startCode < end) {
      int nal = afterStartCode(data, startCode);
      startCode = startCodeAt(data, nal);
      int length = withoutTrailingZeros(data, nal, startCode) - nal;
      if (stays(data, nal, length, config)) {
        out.writeInt(length).writeBytes(data, nal, length);
      }
    }
    return out;
  }

  /** Index of the first {@code 00 00 01} or {@code 00 00 00 01} at or after {@code from}. */
  private static int startCodeAt(ByteBuf data, int from) {
    int end = data.writerIndex();
    for (int at = from; at + 2 < end; at++) {
      if (data.getByte(at) == 0 && data.getByte(at + 1) == 0) {
        byte third = data.getByte(at + 2);
        if (third == 1 || third == 0 && at + 3 < end && data.getByte(at + 3) == 1) {
          return at;
        }
      }
    }
    return end;
  }

  private static int afterStartCode(ByteBuf data, int startCode) {
    return startCode + (data.getByte(startCode + 2) == 1 ? 3 : 4);
  }

  /** trailing_zero_8bits belong to no NAL unit, H.264 and H.265 §B.1.1. */
  private static int withoutTrailingZeros(ByteBuf data, int nal, int end) {
    int to = end;
    while (to > nal && data.getByte(to - 1) == 0) {
      to--;
    }
    return to;
  }
}
