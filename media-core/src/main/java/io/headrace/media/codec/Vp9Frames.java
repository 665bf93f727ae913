package io.headrace.media.codec;

import io.netty.buffer.ByteBuf;

/**
 * Looks into VP9 frames, VP9 Bitstream Specification §6.2; they are stored as they come. Borrows
 * and moves no index. Thread: any; stateless.
 */
public final class Vp9Frames {
  private static final int MARKER_MASK = 0xC0;
  private static final int MARKER = 0x80;
  private static final int SYNC_CODE = 0x49_8342;
  private static final int SYNC_CODE_BYTES = 3;
  private static final int RGB = 7;

  private Vp9Frames() {}

  /** What a frame, or a superframe by its first frame, holds. */
  public static FrameContent content(ByteBuf frame) {
    if (!frame.isReadable() || (frame.getByte(frame.readerIndex()) & MARKER_MASK) != MARKER) {
      return FrameContent.NO_PICTURE;
    }
    return isKey(frame) ? FrameContent.SYNC : FrameContent.PICTURE;
  }

  private static boolean isKey(ByteBuf frame) {
    int first = bits(frame, 0, 8);
    int afterProfile = profile(first) == 3 ? 5 : 4;
    boolean showExisting = bits(frame, afterProfile, 1) != 0;
    boolean inter = bits(frame, afterProfile + 1, 1) != 0;
    return !showExisting && !inter && syncCodeAt(frame) > 0;
  }

  /** Bit at which the sync code of a key frame begins; 0 where it is not there. */
  private static int syncCodeAt(ByteBuf frame) {
    int at = (profile(bits(frame, 0, 8)) == 3 ? 5 : 4) + 4;
    boolean there =
        frame.readableBytes() > SYNC_CODE_BYTES + 1
            && bits(frame, at, 8 * SYNC_CODE_BYTES) == SYNC_CODE;
    return there ? at : 0;
  }

  /**
   * Width of a key frame in the upper and height in the lower 32 bits.
   *
   * @throws CodecException MALFORMED
   */
  static long size(ByteBuf frame) {
    int at = content(frame) == FrameContent.SYNC ? syncCodeAt(frame) : 0;
    if (at == 0) {
      throw CodecException.malformed("VP9 frame: no key frame");
    }
    int profile = profile(bits(frame, 0, 8));
    at += 8 * SYNC_CODE_BYTES + (profile >= 2 ? 1 : 0);
    boolean rgb = at + 3 <= 8 * frame.readableBytes() && bits(frame, at, 3) == RGB;
    boolean oddProfile = (profile & 1) != 0;
    at += 3 + (rgb ? (oddProfile ? 1 : 0) : oddProfile ? 4 : 1);
    if (at + 32 > 8 * frame.readableBytes()) {
      throw CodecException.malformed("VP9 frame: cut short before its size");
    }
    long width = bits(frame, at, 16) + 1L;
    return width << Integer.SIZE | bits(frame, at + 16, 16) + 1;
  }

  private static int profile(int first) {
    return first >> 5 & 1 | first >> 3 & 2;
  }

  private static int bits(ByteBuf frame, int from, int count) {
    int value = 0;
    for (int bit = from; bit < from + count; bit++) {
      int octet = frame.getByte(frame.readerIndex() + (bit >> 3));
      value = value << 1 | octet >> 7 - (bit & 7) & 1;
    }
    return value;
  }
}
