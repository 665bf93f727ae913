package io.headrace.media.flv;

import io.netty.buffer.ByteBuf;

/**
 * The header of an audio tag's body, §E.4.2: read where it stands, nothing is allocated. Rate, size
 * and channels are not offered: for AAC they are fixed numbers that say nothing.
 *
 * <pre>
 * AAC   [soundFormat 4 = 10 | rate, size, channels 4] [packetType 8] payload
 * </pre>
 *
 * <p>All methods borrow {@code body}, whose readable bytes are the whole body, and do not move its
 * indexes. Thread: any.
 */
public final class AudioBody {
  /** Where the payload of an {@link Kind#AAC_CONFIG} or {@link Kind#AAC_FRAME} begins. */
  public static final int AAC_PAYLOAD_OFFSET = 2;

  private static final int FORMAT_EX_HEADER = 9;
  private static final int FORMAT_AAC = 10;

  /** What a body is. */
  public enum Kind {
    /** No bytes at all: the legacy marker of silence. */
    EMPTY,
    /** An AudioSpecificConfig follows. */
    AAC_CONFIG,
    /** A raw frame follows; it may be empty. */
    AAC_FRAME,
    /** Enhanced RTMP: the codec stands as a FourCC. */
    ENHANCED,
    /** A legacy codec other than AAC, see {@link #soundFormat}. */
    OTHER_CODEC,
    /** Too short for its header, or an AAC packet type that does not exist. */
    MALFORMED
  }

  private AudioBody() {}

  public static Kind kindOf(ByteBuf body) {
    int bytes = body.readableBytes();
    if (bytes == 0) {
      return Kind.EMPTY;
    }
    int format = soundFormat(body);
    if (format == FORMAT_EX_HEADER) {
      return Kind.ENHANCED;
    }
    if (format != FORMAT_AAC) {
      return Kind.OTHER_CODEC;
    }
    if (bytes < AAC_PAYLOAD_OFFSET) {
      return Kind.MALFORMED;
    }
    return switch (body.getUnsignedByte(body.readerIndex() + 1)) {
      case 0 -> Kind.AAC_CONFIG;
      case 1 -> Kind.AAC_FRAME;
      default -> Kind.MALFORMED;
    };
  }

  /** SoundFormat: 2 MP3, 7 and 8 G.711, 10 AAC, 11 Speex. */
  public static int soundFormat(ByteBuf body) {
    return body.getUnsignedByte(body.readerIndex()) >>> 4;
  }
}
