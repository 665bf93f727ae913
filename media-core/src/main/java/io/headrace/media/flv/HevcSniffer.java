package io.headrace.media.flv;

import io.netty.buffer.ByteBuf;

/**
 * Tells an HEVCDecoderConfigurationRecord (ISO/IEC 14496-15 §8.3.3.1) from an AVC one (§5.3.3.1).
 * OBS up to 29.0 sent HEVC under the CodecID of AVC; nothing but the record shows it.
 *
 * <pre>
 *      0        4            5             6..7       8
 * avcC version  1111 11 len  111 numOfSps  SPS length SPS (type 7)
 *
 *      0        13   15        16        17 and 18  21  22          23
 * hvcC version  1111 1111 11.. 1111 11.. 1111 1...  …   numOfArrays NAL unit type 6
 * </pre>
 */
final class HevcSniffer {
  private static final int ARRAYS = 23;
  private static final int AVC_SPS = 7;
  private static final int FIRST_PARAMETER_SET = 32;
  private static final int LAST_SEI = 40;

  private HevcSniffer() {}

  /** Borrows {@code body}. */
  static boolean isHevcRecord(ByteBuf body, int from, int to) {
    if (to - from <= ARRAYS || isAvcRecord(body, from)) {
      return false;
    }
    int firstType = body.getByte(from + ARRAYS) & 0x3F;
    return body.getByte(from) == 1
        && (body.getByte(from + 13) & 0xF0) == 0xF0
        && (body.getByte(from + 15) & 0xFC) == 0xFC
        && (body.getByte(from + 16) & 0xFC) == 0xFC
        && (body.getByte(from + 17) & 0xF8) == 0xF8
        && (body.getByte(from + 18) & 0xF8) == 0xF8
        && firstType >= FIRST_PARAMETER_SET
        && firstType <= LAST_SEI;
  }

  private static boolean isAvcRecord(ByteBuf body, int from) {
    return (body.getByte(from + 4) & 0xFC) == 0xFC
        && (body.getByte(from + 5) & 0xE0) == 0xE0
        && (body.getByte(from + 8) & 0x1F) == AVC_SPS;
  }
}
