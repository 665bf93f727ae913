package io.headrace.rtmp.session;

import io.headrace.media.codec.CodecException;
import io.headrace.media.codec.CodecException.Reason;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * The AV1 video descriptor of MPEG-2 TS, Carriage of AV1 in MPEG-2 TS §2.2, which Enhanced RTMP v2
 * allows in place of a configuration record.
 *
 * <pre>
 * descriptor   tag 8 = 0x80, length 8, marker and version 8, profile and level 8, tier and format 8,
 *              hdr_wcg_idc 2, reserved 1, initial presentation delay 5
 * av1C         marker and version 8, profile and level 8, tier and format 8,
 *              reserved 3, initial presentation delay 5
 * </pre>
 */
final class Av1Descriptor {
  private static final int BYTES = 6;
  private static final int TAG = 0x80;
  private static final int DELAY_MASK = 0x1F;

  private Av1Descriptor() {}

  /**
   * The configuration record that says the same. Borrows.
   *
   * @throws CodecException MALFORMED
   */
  static ByteBuf recordIn(ByteBuf descriptor) {
    int at = descriptor.readerIndex();
    if (descriptor.readableBytes() < BYTES || descriptor.getUnsignedByte(at) != TAG) {
      throw new CodecException(
          Reason.MALFORMED, "AV1 descriptor: " + descriptor.readableBytes() + " bytes");
    }
    ByteBuf record = Unpooled.buffer(4).writeBytes(descriptor, at + 2, 3);
    return record.writeByte(descriptor.getByte(at + 5) & DELAY_MASK);
  }
}
