package io.headrace.media.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** HEVCDecoderConfigurationRecord, ISO/IEC 14496-15 §8.3.3.1. */
public final class HevcConfig extends ParsedConfig implements NalConfig {
  /** Longest record that is read; x265 adds 2 KiB of SEI. */
  public static final int MAX_RECORD_BYTES = 64 << 10;

  private static final String NAME = "HEVC configuration";
  private static final int FIXED_BYTES = 23;
  private static final int LENGTH_SIZE_AT = 21;
  private static final int ARRAYS_AT = 22;
  private static final int ARRAY_COMPLETE = 0x80;

  private static final int VPS = 32;
  private static final int PPS = 34;
  private static final int ACCESS_UNIT_DELIMITER = 35;
  private static final int FIRST_IRAP = 16;
  private static final int LAST_IRAP = 21;
  private static final int LAST_VCL = 31;

  private final HevcSps sps;
  private final List<byte[]> sets;
  private final ParameterSets searched;

  private HevcConfig(byte[] original, HevcSps sps, List<byte[]> sets) {
    super(original);
    this.sps = sps;
    this.sets = sets;
    this.searched = new ParameterSets(sets);
  }

  /**
   * Borrows {@code record} and does not move its indexes.
   *
   * @throws CodecException MALFORMED, EMPTY
   */
  public static HevcConfig parse(ByteBuf record) {
    byte[] original = copyOf(record, NAME, FIXED_BYTES, MAX_RECORD_BYTES);
    if (original[0] != 1 && original[0] != 0) {
      // Version 0 was written before the format was final.
      throw CodecException.malformed(
          NAME + ": version " + (original[0] & 0xFF) + " (expected: 0 or 1)");
    }
    if ((original[LENGTH_SIZE_AT] & 3) == 2) {
      throw CodecException.malformed(NAME + ": NAL length of 3 bytes (expected: 1, 2 or 4)");
    }
    List<byte[]> sets = readSets(original);
    for (byte[] set : sets) {
      if (type(set[0]) == HevcSps.NAL_TYPE) {
        return new HevcConfig(original, HevcSps.parse(set), sets);
      }
    }
    throw CodecException.malformed(NAME + ": no sequence parameter set");
  }

  /** The parameter sets of all arrays: VPS, SPS and PPS, whatever their order; no SEI. */
  private static List<byte[]> readSets(byte[] record) {
    List<byte[]> sets = new ArrayList<>();
    int at = FIXED_BYTES;
    for (int array = record[ARRAYS_AT] & 0xFF; array > 0; array--) {
      if (at + 3 > record.length) {
        throw CodecException.malformed(NAME + ": cut short in an array");
      }
      int type = record[at] & 0x3F;
      int units = u16(record, at + 1);
      at += 3;
      for (int i = 0; i < units; i++) {
        int length = at + 2 > record.length ? 0 : u16(record, at);
        at += 2;
        if (length < 2 || length > record.length - at) {
          throw CodecException.malformed(
              NAME + ": NAL unit of " + length + " bytes at byte " + at + " of " + record.length);
        }
        if (type >= VPS && type <= PPS) {
          sets.add(Arrays.copyOfRange(record, at, at + length));
        }
        at += length;
      }
    }
    return sets;
  }

  private static int u16(byte[] bytes, int at) {
    return (bytes[at] & 0xFF) << 8 | bytes[at + 1] & 0xFF;
  }

  private static int type(byte header) {
    return header >> 1 & 0x3F;
  }

  @Override
  public int nalLengthBytes() {
    return (original()[LENGTH_SIZE_AT] & 3) + 1;
  }

  /** Of the first sequence parameter set. */
  @Override
  public VideoFormat format() {
    return sps.format();
  }

  /** ITU-T H.265 table 7-1. */
  @Override
  public NalKind nalKind(byte header) {
    int type = type(header);
    if (type <= LAST_VCL) {
      return type >= FIRST_IRAP && type <= LAST_IRAP ? NalKind.SYNC_SLICE : NalKind.SLICE;
    }
    if (type <= PPS) {
      return NalKind.PARAMETER_SET;
    }
    return type == ACCESS_UNIT_DELIMITER ? NalKind.DELIMITER : NalKind.OTHER;
  }

  @Override
  public boolean holds(ByteBuf data, int index, int length) {
    return searched.hold(data, index, length);
  }

  /**
   * ISO/IEC 14496-15 annex E: profile space and profile, compatibility flags in reverse order, tier
   * and level, and the constraint bytes up to the last that is not zero.
   */
  @Override
  public String codecString() {
    byte[] general = sps.general();
    int space = general[0] >> 6 & 3;
    StringBuilder out = new StringBuilder("hvc1.");
    if (space > 0) {
      out.append((char) ('A' + space - 1));
    }
    out.append(general[0] & 0x1F);
    int compatibility = u16(general, 1) << 16 | u16(general, 3);
    out.append('.').append(hex(Integer.reverse(compatibility)));
    out.append((general[0] & 0x20) == 0 ? ".L" : ".H").append(general[11] & 0xFF);
    int constraints = 11;
    while (constraints > 5 && general[constraints - 1] == 0) {
      constraints--;
    }
    for (int i = 5; i < constraints; i++) {
      out.append('.').append(hex(general[i] & 0xFF));
    }
    return out.toString();
  }

  private static String hex(int value) {
    return Integer.toHexString(value).toUpperCase(Locale.ROOT);
  }

  /**
   * The record for the sample entry {@code hvc1}: with 4-byte NAL lengths, with profile and level
   * of the SPS, so that it never contradicts {@link #codecString()}, and with one complete array
   * for each kind of parameter set, without SEI.
   */
  @Override
  public byte[] record() {
    ByteBuf out = Unpooled.buffer(original().length + FIXED_BYTES);
    out.writeByte(1).writeBytes(sps.general());
    out.writeBytes(original(), out.writerIndex(), LENGTH_SIZE_AT - out.writerIndex());
    out.writeByte(original()[LENGTH_SIZE_AT] | 3).writeByte(0);
    for (int type = VPS; type <= PPS; type++) {
      writeArray(type, out);
    }
    byte[] record = new byte[out.readableBytes()];
    out.readBytes(record);
    return record;
  }

  private void writeArray(int type, ByteBuf out) {
    int header = out.writerIndex();
    int count = 0;
    for (byte[] set : sets) {
      if (type(set[0]) == type) {
        if (count == 0) {
          out.writeByte(ARRAY_COMPLETE | type).writeShort(0);
        }
        out.setShort(header + 1, ++count);
        out.writeShort(set.length).writeBytes(set);
      }
    }
    if (count > 0) {
      out.setByte(ARRAYS_AT, out.getByte(ARRAYS_AT) + 1);
    }
  }

  @Override
  public byte[] sequenceHeader() {
    return record();
  }
}
