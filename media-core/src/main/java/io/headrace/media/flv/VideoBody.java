package io.headrace.media.flv;

import io.netty.buffer.ByteBuf;

/**
 * The header of a video tag's body, §E.4.3: read where it stands, nothing is allocated.
 *
 * <pre>
 * legacy AVC   [isEx 0 | frameType 3 | codecId 4] [packetType 8] [compositionTime SI24] payload
 * enhanced     [isEx 1 | frameType 3 | packetType 4] [FourCC 32] …
 * </pre>
 *
 * <p>All methods borrow {@code body}, whose readable bytes are the whole body, and do not move its
 * indexes. Thread: any.
 */
public final class VideoBody {
  /** Where the payload of an {@link Kind#AVC_CONFIG} or {@link Kind#AVC_FRAME} begins. */
  public static final int AVC_PAYLOAD_OFFSET = 5;

  private static final int IS_EX = 0x80;
  private static final int KEY_FRAME = 1;
  private static final int COMMAND_FRAME = 5;
  private static final int CODEC_AVC = 7;

  /** What a body is. */
  public enum Kind {
    /** No bytes at all: some peers send such a marker. */
    EMPTY,
    /** An AVCDecoderConfigurationRecord follows. */
    AVC_CONFIG,
    /** An access unit follows. */
    AVC_FRAME,
    /** End of sequence; nothing follows. It does not end the stream. */
    AVC_END,
    /** Start or end of client-side seeking; not media. */
    COMMAND,
    /** Enhanced RTMP: the codec stands as a FourCC. */
    ENHANCED,
    /** A legacy codec other than AVC, see {@link #codecId}. */
    OTHER_CODEC,
    /** Too short for its header, or an AVC packet type that does not exist. */
    MALFORMED
  }

  private VideoBody() {}

  public static Kind kindOf(ByteBuf body) {
    int bytes = body.readableBytes();
    if (bytes == 0) {
      return Kind.EMPTY;
    }
    int first = body.getUnsignedByte(body.readerIndex());
    // The bit goes before codecId: an enhanced header has its packet type there.
    if ((first & IS_EX) != 0) {
      return Kind.ENHANCED;
    }
    if (first >>> 4 == COMMAND_FRAME) {
      return Kind.COMMAND;
    }
    if ((first & 0xF) != CODEC_AVC) {
      return Kind.OTHER_CODEC;
    }
    return bytes < 2 ? Kind.MALFORMED : avcKindOf(body, bytes);
  }

  private static Kind avcKindOf(ByteBuf body, int bytes) {
    int packetType = body.getUnsignedByte(body.readerIndex() + 1);
    if (packetType == 2) {
      return Kind.AVC_END;
    }
    if (packetType > 2 || bytes < AVC_PAYLOAD_OFFSET) {
      return Kind.MALFORMED;
    }
    return packetType == 0 ? Kind.AVC_CONFIG : Kind.AVC_FRAME;
  }

  /** Whether the publisher calls it a key frame; the NAL units have the last word. */
  public static boolean isKeyFrame(ByteBuf body) {
    return (body.getUnsignedByte(body.readerIndex()) >>> 4 & 7) == KEY_FRAME;
  }

  /** CodecID of a legacy body: 2 H.263, 4 VP6, 7 AVC. */
  public static int codecId(ByteBuf body) {
    return body.getUnsignedByte(body.readerIndex()) & 0xF;
  }

  /** Presentation less decode time in ms, signed, of an {@link Kind#AVC_FRAME}. */
  public static int compositionTimeMs(ByteBuf body) {
    return body.getMedium(body.readerIndex() + 2);
  }
}
