package io.headrace.media.codec;

import io.headrace.media.bits.Rbsp;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;

/**
 * Recovery points, H.264 §D.2.8 and H.265 §D.3.8: from such a frame on a decoder has a whole
 * picture after a while, although there was none that decoding can start at. Encoders with intra
 * refresh send nothing else.
 *
 * <p>Thread: any; stateless. Copies what it looks into, so it is not for every frame.
 */
public final class RecoveryPoints {
  private static final int AVC_SEI = 6;
  private static final int HEVC_PREFIX_SEI = 39;
  private static final int RECOVERY_POINT = 6;
  private static final int MORE = 0xFF;

  private RecoveryPoints() {}

  /**
   * Whether a normalized frame has the SEI message of a recovery point. Ownership: borrows.
   *
   * @param config the configuration in force
   */
  public static boolean isIn(ByteBuf frame, NalConfig config) {
    boolean avc = config instanceof AvcConfig;
    int end = frame.writerIndex();
    int at = frame.readerIndex();
    while (at + NalFrames.NAL_LENGTH_BYTES < end) {
      int nal = at + NalFrames.NAL_LENGTH_BYTES;
      int length = frame.getInt(at);
      int header = frame.getByte(nal);
      boolean sei = avc ? (header & 0x1F) == AVC_SEI : (header >> 1 & 0x3F) == HEVC_PREFIX_SEI;
      if (sei && hasMessage(frame, nal, length, avc ? 1 : 2)) {
        return true;
      }
      at = nal + length;
    }
    return false;
  }

  /** sei_message()s, H.264 §7.3.2.3.1: type and size are sums of bytes that end below 255. */
  private static boolean hasMessage(ByteBuf frame, int nal, int length, int headerBytes) {
    byte[] sei = Rbsp.unescape(ByteBufUtil.getBytes(frame, nal, length));
    int at = headerBytes;
    // The last byte is of the trailing bits.
    while (at < sei.length - 1) {
      int type = 0;
      while (at < sei.length - 1 && (sei[at] & 0xFF) == MORE) {
        type += MORE;
        at++;
      }
      type += sei[at++] & 0xFF;
      if (type == RECOVERY_POINT) {
        return true;
      }
      int bytes = 0;
      while (at < sei.length && (sei[at] & 0xFF) == MORE) {
        bytes += MORE;
        at++;
      }
      bytes += at < sei.length ? sei[at++] & 0xFF : 0;
      at += bytes;
    }
    return false;
  }
}
