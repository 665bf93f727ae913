package io.headrace.media.codec;

import io.headrace.media.bits.BitReader;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;

/**
 * Makes {@code dac3} and {@code dec3} of syncframes, ETSI TS 102 366 §4.3, §E.1.2 and annex F. Of
 * E-AC-3 the first independent substream is described and what depends on it.
 */
final class Ac3Reader {
  /** Bytes of a syncframe that hold all fields which are read. */
  private static final int HEADER_BYTES = 16;

  private static final int[] RATE_HZ = {48_000, 44_100, 32_000};

  /** By acmod, without the low-frequency channel. */
  private static final int[] CHANNELS = {2, 1, 2, 3, 3, 4, 4, 5};

  /** Bit rates that the upper bits of frmsizecod tell. */
  private static final int BIT_RATES = 19;

  /** Bit of chanmap, from the most significant on, at which the places of chan_loc begin. */
  private static final int FIRST_CHAN_LOC = 5;

  private static final int CHAN_LOC_PLACES = 8;
  private static final int CHAN_LOC_LFE2 = 1 << CHAN_LOC_PLACES;
  private static final int CHANMAP_LFE2 = 2;

  private static final int MAX_DEPENDENTS = 15;
  private static final int MAX_DATA_RATE = 0x1FFF;

  private final ByteBuf frame;
  private final int start;

  Ac3Reader(ByteBuf frame) {
    this.frame = frame;
    this.start = frame.readerIndex();
  }

  Ac3Config read() {
    if (!Ac3Frames.isSyncframe(frame, start)) {
      throw CodecException.malformed("AC-3 frame: no syncframe");
    }
    return Ac3Frames.bsid(frame, start) <= Ac3Frames.MAX_AC3_BSID ? readAc3() : readEnhanced();
  }

  private BitReader header(int at) {
    int bytes = Math.min(HEADER_BYTES, frame.writerIndex() - at);
    return new BitReader(ByteBufUtil.getBytes(frame, at, bytes));
  }

  private Ac3Config readAc3() {
    BitReader bits = header(start);
    bits.skip(16 + 16); // syncword, crc1
    int rateCode = bits.u(2);
    int sizeCode = bits.u(6);
    int bsid = bits.u(5);
    int bsmod = bits.u(3);
    int acmod = bits.u(3);
    if (rateCode >= RATE_HZ.length || sizeCode >> 1 >= BIT_RATES) {
      throw CodecException.malformed(
          "AC-3 frame: fscod " + rateCode + ", frmsizecod " + sizeCode + " are reserved");
    }
    bits.skip(mixBits(acmod));
    int lfe = bits.u(1);
    int box =
        rateCode << 22 | bsid << 17 | bsmod << 14 | acmod << 11 | lfe << 10 | sizeCode >> 1 << 5;
    int halvings = Math.max(0, bsid - 8);
    return new Ac3Config(
        record(box, 3),
        false,
        Ac3Frames.format(frame, start),
        RATE_HZ[rateCode] >> halvings,
        CHANNELS[acmod] + lfe);
  }

  /** Bits of cmixlev, surmixlev and dsurmod of AC-3. */
  static int mixBits(int acmod) {
    int bits = (acmod & 1) != 0 && acmod != 1 ? 2 : 0;
    bits += (acmod & 4) != 0 ? 2 : 0;
    return bits + (acmod == 2 ? 2 : 0);
  }

  private Ac3Config readEnhanced() {
    BitReader bits = header(start);
    bits.skip(16 + 2 + 3 + 11); // syncword, strmtyp, substreamid, frmsiz
    int rateCode = bits.u(2);
    int second = bits.u(2); // fscod2 or numblkscod
    int acmod = bits.u(3);
    int lfe = bits.u(1);
    int bsid = bits.u(5);
    if (rateCode == RATE_HZ.length && second >= RATE_HZ.length) {
      throw CodecException.malformed("E-AC-3 frame: fscod2 " + second + " is reserved");
    }
    int rateHz = rateCode == RATE_HZ.length ? RATE_HZ[second] >> 1 : RATE_HZ[rateCode];
    int substream = rateCode << 14 | bsid << 9 | acmod << 1 | lfe; // asvc and bsmod are 0
    return new Ac3Config(
        enhancedRecord(substream, rateHz),
        true,
        Ac3Frames.format(frame, start),
        rateHz,
        CHANNELS[acmod] + lfe);
  }

  /**
   * {@code dec3} with one independent substream.
   *
   * @param substream its 16 bits from fscod to lfeon
   */
  private byte[] enhancedRecord(int substream, int rateHz) {
    int dependents = 0;
    int channelPlaces = 0;
    int at = start + Ac3Frames.enhancedBytes(frame, start);
    while (dependents < MAX_DEPENDENTS
        && Ac3Frames.isSyncframe(frame, at)
        && Ac3Frames.isDependent(frame, at)) {
      dependents++;
      channelPlaces |= channelPlaces(at);
      at += Ac3Frames.enhancedBytes(frame, at);
    }
    int samples = Ac3Frames.enhancedBlocks(frame, start) * Ac3Frames.BLOCK_SAMPLES;
    long kbps = Math.min((at - start) * 8L * rateHz / samples / 1_000, MAX_DATA_RATE);
    long box = kbps << 3; // num_ind_sub 0
    box = box << 16 | substream;
    box = box << 8 | dependents << 1;
    return dependents == 0 ? record(box, 5) : record(box << 8 | channelPlaces, 6);
  }

  /** chan_loc of a dependent substream, annex F.6.2.13, by its chanmap, §E.1.3.1.8. */
  private int channelPlaces(int at) {
    BitReader bits = header(at);
    bits.skip(16 + 2 + 3 + 11 + 2 + 2);
    int acmod = bits.u(3);
    bits.skip(1 + 5); // lfeon, bsid
    for (int i = acmod == 0 ? 2 : 1; i > 0; i--) {
      bits.skip(5); // dialnorm
      bits.skip(bits.flag() ? 8 : 0); // compr
    }
    int map = bits.flag() ? bits.u(16) : 0;
    int places = (map & CHANMAP_LFE2) != 0 ? CHAN_LOC_LFE2 : 0;
    for (int i = 0; i < CHAN_LOC_PLACES; i++) {
      places |= (map >> 15 - FIRST_CHAN_LOC - i & 1) << i;
    }
    return places;
  }

  private static byte[] record(long box, int bytes) {
    byte[] record = new byte[bytes];
    for (int i = 0; i < bytes; i++) {
      record[i] = (byte) (box >> 8 * (bytes - 1 - i));
    }
    return record;
  }
}
