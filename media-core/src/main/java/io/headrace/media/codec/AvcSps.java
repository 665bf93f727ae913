package io.headrace.media.codec;

import io.headrace.media.bits.BitsException;

/**
 * What delivery needs of an AVC sequence parameter set, ITU-T H.264 §7.3.2.1.1.
 *
 * @param profileIdc profile_idc
 * @param constraintFlags the byte of constraint_set flags
 * @param levelIdc level_idc
 * @param format size, and the VUI as far as it could be read
 */
record AvcSps(int profileIdc, int constraintFlags, int levelIdc, VideoFormat format) {
  /** NAL unit type of a sequence parameter set. */
  static final int NAL_TYPE = 7;

  /**
   * Reads a whole NAL unit, header and emulation prevention bytes included. A broken VUI is no
   * error: what stands before the fault counts.
   *
   * @throws CodecException MALFORMED
   */
  static AvcSps parse(byte[] nal) {
    if (nal.length < 4 || (nal[0] & 0x1F) != NAL_TYPE) {
      throw CodecException.malformed("not a sequence parameter set: " + nal.length + " bytes");
    }
    try {
      return new AvcSpsReader(nal).read();
    } catch (BitsException e) {
      throw CodecException.malformed("sequence parameter set: " + e.getMessage());
    }
  }
}
