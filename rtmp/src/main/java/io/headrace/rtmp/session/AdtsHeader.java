package io.headrace.rtmp.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * ADTS headers, ISO/IEC 14496-3 §1.A.2.2, which some encoders leave on their AAC frames although
 * FLV wants raw ones. A raw frame never begins like one.
 *
 * <pre>
 * syncword 12 = FFF, ID 1, layer 2 = 0, protection_absent 1, profile 2, sampling 4, private 1,
 * channels 3, … frame_length 13 (from bit 30) …
 * </pre>
 */
final class AdtsHeader {
  private static final int BYTES = 7;
  private static final int CRC_BYTES = 2;

  private AdtsHeader() {}

  /** Length of the header that {@code frame} begins with; 0 where there is none. Borrows. */
  static int bytesIn(ByteBuf frame) {
    int at = frame.readerIndex();
    int payloadBytes = frame.readableBytes();
    if (payloadBytes < BYTES || (frame.getUnsignedShort(at) & 0xFFF6) != 0xFFF0) {
      return 0;
    }
    int frameBytes = frame.getInt(at + 2) >>> 5 & 0x1FFF;
    if (frameBytes != payloadBytes) {
      return 0;
    }
    boolean protectionAbsent = (frame.getByte(at + 1) & 1) != 0;
    return Math.min(payloadBytes, protectionAbsent ? BYTES : BYTES + CRC_BYTES);
  }

  /** The AudioSpecificConfig that the header of {@code frame} stands for. Borrows. */
  static ByteBuf configIn(ByteBuf frame) {
    int fields = frame.getInt(frame.readerIndex());
    int objectType = (fields >>> 14 & 3) + 1;
    int samplingIndex = fields >>> 10 & 0xF;
    int channels = fields >>> 6 & 7;
    return Unpooled.buffer(2).writeShort(objectType << 11 | samplingIndex << 7 | channels << 3);
  }
}
