package io.headrace.media.codec;

import io.headrace.media.bits.BitsException;

/**
 * What delivery needs of an HEVC sequence parameter set, ITU-T H.265 §7.3.2.2.
 *
 * @param general the twelve bytes of general profile space, tier, profile, compatibility and
 *     constraint flags and level; not to be changed
 * @param format size, and the VUI as far as it could be read
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record HevcSps(byte[] general, VideoFormat format) {
  /** NAL unit type of a sequence parameter set. */
  static final int NAL_TYPE = 33;

  /** Bytes of {@link #general}. */
  static final int GENERAL_BYTES = 12;

  /**
   * Reads a whole NAL unit, header and emulation prevention bytes included. A fault behind the size
   * is no error: what stands before it counts.
   *
   * @throws CodecException MALFORMED
   */
  static HevcSps parse(byte[] nal) {
    try {
      return new HevcSpsReader(nal).read();
    } catch (BitsException e) {
      throw CodecException.malformed("HEVC sequence parameter set: " + e.getMessage());
    }
  }
}
