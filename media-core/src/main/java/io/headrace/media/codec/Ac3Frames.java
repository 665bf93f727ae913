package io.headrace.media.codec;

import io.netty.buffer.ByteBuf;

/**
 * The headers of AC-3 and E-AC-3 syncframes as far as every frame is looked at, ETSI TS 102 366
 * §4.3 and §E.1.2. Borrows and moves no index; allocates nothing. Thread: any; stateless.
 */
final class Ac3Frames {
  static final int BLOCK_SAMPLES = 256;

  /** Samples of six blocks. */
  static final int ORDINARY_SAMPLES = 6 * BLOCK_SAMPLES;

  /** More samples than anybody sends at once: half a second. */
  static final int MAX_SAMPLES = 16 * ORDINARY_SAMPLES;

  /** Bytes that every syncframe has at least: as far as bsid. */
  static final int MIN_BYTES = 6;

  /** As far as lfeon of AC-3. */
  static final int FORMAT_BYTES = 7;

  /** bsid of AC-3 is at most this, that of E-AC-3 is above it. */
  static final int MAX_AC3_BSID = 10;

  static final int MAX_BSID = 16;

  private static final int SYNC_WORD = 0x0B77;
  private static final int DEPENDENT = 1;

  private Ac3Frames() {}

  static boolean isSyncframe(ByteBuf frame, int at) {
    return frame.writerIndex() - at >= MIN_BYTES
        && frame.getUnsignedShort(at) == SYNC_WORD
        && bsid(frame, at) <= MAX_BSID;
  }

  static int bsid(ByteBuf frame, int at) {
    return frame.getUnsignedByte(at + 5) >> 3;
  }

  /** strmtyp of an E-AC-3 syncframe: whether it only adds channels to the one before. */
  static boolean isDependent(ByteBuf frame, int at) {
    return frame.getUnsignedByte(at + 2) >> 6 == DEPENDENT;
  }

  static int substreamId(ByteBuf frame, int at) {
    return frame.getUnsignedByte(at + 2) >> 3 & 7;
  }

  /** Length of an E-AC-3 syncframe by frmsiz. */
  static int enhancedBytes(ByteBuf frame, int at) {
    return ((frame.getUnsignedShort(at + 2) & 0x7FF) + 1) * 2;
  }

  /** Blocks of an E-AC-3 syncframe; with the reduced rates always six. */
  static int enhancedBlocks(ByteBuf frame, int at) {
    int octet = frame.getUnsignedByte(at + 4);
    int code = octet >> 4 & 3;
    return octet >> 6 == 3 || code == 3 ? 6 : code + 1;
  }

  /** Sample rate, channels and bsid of a syncframe of {@link #FORMAT_BYTES} as one number. */
  static int format(ByteBuf frame, int at) {
    int bsid = bsid(frame, at);
    int octet = frame.getUnsignedByte(at + 4);
    if (bsid > MAX_AC3_BSID) {
      // fscod, acmod and lfeon; the number of blocks may vary, unless it is the rate.
      return bsid << 8 | ((octet >> 6) == 3 ? octet : octet & 0xCF);
    }
    int fields = frame.getUnsignedByte(at + 6);
    int acmod = fields >> 5;
    int lfe = fields >> 4 - Ac3Reader.mixBits(acmod) & 1;
    return bsid << 8 | octet & 0xC0 | acmod << 1 | lfe;
  }

  /**
   * Samples of all syncframes of the first independent substream; 0 where there is none, or more
   * than {@link #MAX_SAMPLES}.
   */
  static int samplesIn(ByteBuf frame) {
    int at = frame.readerIndex();
    int samples = 0;
    while (isSyncframe(frame, at) && samples <= MAX_SAMPLES) {
      if (bsid(frame, at) <= MAX_AC3_BSID) {
        return ORDINARY_SAMPLES;
      }
      if (!isDependent(frame, at) && substreamId(frame, at) == 0) {
        samples += enhancedBlocks(frame, at) * BLOCK_SAMPLES;
      }
      at += enhancedBytes(frame, at);
    }
    return samples <= MAX_SAMPLES ? samples : 0;
  }
}
