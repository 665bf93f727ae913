package io.headrace.media.codec;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** AVCDecoderConfigurationRecord, ISO/IEC 14496-15 §5.3.3.1. */
public final class AvcConfig extends ParsedConfig implements NalConfig {
  /** Longest record that is read; real ones have some 50 bytes. */
  public static final int MAX_RECORD_BYTES = 64 << 10;

  private static final String NAME = "AVC configuration";
  private static final int IDR_SLICE = 5;
  private static final int PPS = 8;
  private static final int ACCESS_UNIT_DELIMITER = 9;
  private static final int MIN_RECORD_BYTES = 7;
  private static final int FIXED_BYTES = 6;

  private final int nalLengthBytes;
  private final AvcSps sps;
  private final ParameterSets parameterSets;

  private AvcConfig(byte[] original, int nalLengthBytes, AvcSps sps, ParameterSets parameterSets) {
    super(original);
    this.nalLengthBytes = nalLengthBytes;
    this.sps = sps;
    this.parameterSets = parameterSets;
  }

  /**
   * Borrows {@code record} and does not move its indexes.
   *
   * @throws CodecException MALFORMED, EMPTY
   */
  public static AvcConfig parse(ByteBuf record) {
    byte[] original = copyOf(record, NAME, MIN_RECORD_BYTES, MAX_RECORD_BYTES);
    if (original[0] != 1) {
      throw malformed("version: " + (original[0] & 0xFF) + " (expected: 1)");
    }
    int nalLengthBytes = (original[4] & 3) + 1;
    if (nalLengthBytes == 3) {
      throw malformed("NAL length: 3 bytes (expected: 1, 2 or 4)");
    }
    List<byte[]> sets = new ArrayList<>();
    int spsCount = original[5] & 0x1F;
    if (spsCount == 0) {
      throw malformed("no sequence parameter set");
    }
    int at = readSets(original, FIXED_BYTES, spsCount, sets);
    if (at >= original.length) {
      throw malformed("cut short before the picture parameter sets");
    }
    readSets(original, at + 1, original[at] & 0xFF, sets);
    return new AvcConfig(
        original, nalLengthBytes, AvcSps.parse(sets.get(0)), new ParameterSets(sets));
  }

  /** Adds {@code count} sets that begin at {@code from}; returns where they end. */
  private static int readSets(byte[] record, int from, int count, List<byte[]> sets) {
    int at = from;
    for (int i = 0; i < count; i++) {
      if (at + 2 > record.length) {
        throw malformed("cut short in a parameter set's length");
      }
      int length = (record[at] & 0xFF) << 8 | record[at + 1] & 0xFF;
      at += 2;
      if (length == 0 || length > record.length - at) {
        throw malformed(
            "parameter set: " + length + " bytes (expected: 1 to " + (record.length - at) + ")");
      }
      sets.add(Arrays.copyOfRange(record, at, at + length));
      at += length;
    }
    return at;
  }

  @Override
  public int nalLengthBytes() {
    return nalLengthBytes;
  }

  /** Of the first sequence parameter set. */
  @Override
  public VideoFormat format() {
    return sps.format();
  }

  /** ITU-T H.264 table 7-1. */
  @Override
  public NalKind nalKind(byte header) {
    int type = header & 0x1F;
    return switch (type) {
      case 1, 2, 3, 4 -> NalKind.SLICE;
      case IDR_SLICE -> NalKind.SYNC_SLICE;
      case AvcSps.NAL_TYPE, PPS -> NalKind.PARAMETER_SET;
      case ACCESS_UNIT_DELIMITER -> NalKind.DELIMITER;
      default -> NalKind.OTHER;
    };
  }

  @Override
  public boolean holds(ByteBuf data, int index, int length) {
    return parameterSets.hold(data, index, length);
  }

  /** RFC 6381 §3.3: profile, constraint flags and level of the SPS. */
  @Override
  public String codecString() {
    HexFormat hex = HexFormat.of();
    return "avc1."
        + hex.toHexDigits((byte) sps.profileIdc())
        + hex.toHexDigits((byte) sps.constraintFlags())
        + hex.toHexDigits((byte) sps.levelIdc());
  }

  /**
   * The record for the sample entry: with 4-byte NAL lengths, and with profile and level of the
   * SPS, so that it never contradicts {@link #codecString()}.
   */
  @Override
  public byte[] record() {
    byte[] record = original().clone();
    record[1] = (byte) sps.profileIdc();
    record[2] = (byte) sps.constraintFlags();
    record[3] = (byte) sps.levelIdc();
    record[4] = (byte) 0xFF;
    return record;
  }

  @Override
  public byte[] sequenceHeader() {
    return record();
  }

  private static CodecException malformed(String message) {
    return CodecException.malformed(NAME + ": " + message);
  }
}
