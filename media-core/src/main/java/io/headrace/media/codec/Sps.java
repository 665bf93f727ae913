package io.headrace.media.codec;

import io.headrace.media.bits.BitsException;

/**
 * What delivery needs of an AVC sequence parameter set, ITU-T H.264 §7.3.2.1.1.
 *
 * @param profileIdc profile_idc
 * @param constraintFlags the byte of constraint_set flags
 * @param levelIdc level_idc
 * @param widthPx width after cropping, in pixels
 * @param heightPx height after cropping, in pixels
 * @param sarWidth sample aspect ratio, 1 where unknown
 * @param sarHeight sample aspect ratio, 1 where unknown
 * @param frameRateNum frames per {@code frameRateDen} seconds by VUI timing, 0 where not given
 * @param frameRateDen see {@code frameRateNum}
 * @param colour the VUI's colour description, {@link Colour#UNSPECIFIED} where not given
 */
public record Sps(
    int profileIdc,
    int constraintFlags,
    int levelIdc,
    int widthPx,
    int heightPx,
    int sarWidth,
    int sarHeight,
    long frameRateNum,
    long frameRateDen,
    Colour colour) {

  /** NAL unit type of a sequence parameter set. */
  public static final int NAL_TYPE = 7;

  /** Widest and highest picture of level 6.2: Sqrt(8 × 139264) macroblocks, H.264 table A-1. */
  public static final int MAX_DIMENSION_PX = 1_055 * 16;

  /**
   * Code points of ITU-T H.273; 2 is "unspecified" in all three.
   *
   * @param primaries ColourPrimaries
   * @param transfer TransferCharacteristics
   * @param matrix MatrixCoefficients
   * @param fullRange VideoFullRangeFlag
   */
  public record Colour(int primaries, int transfer, int matrix, boolean fullRange) {
    public static final Colour UNSPECIFIED = new Colour(2, 2, 2, false);

    /** Whether at least one code point says something. */
    public boolean isSpecified() {
      return primaries != 2 || transfer != 2 || matrix != 2;
    }
  }

  /**
   * Reads a whole NAL unit, header and emulation prevention bytes included. A broken VUI is no
   * error: what stands before the fault counts.
   *
   * @throws CodecException MALFORMED
   */
  public static Sps parse(byte[] nal) {
    if (nal.length < 4 || (nal[0] & 0x1F) != NAL_TYPE) {
      throw new CodecException(
          CodecException.Reason.MALFORMED,
          "not a sequence parameter set: " + nal.length + " bytes");
    }
    try {
      return new SpsReader(nal).read();
    } catch (BitsException e) {
      throw new CodecException(
          CodecException.Reason.MALFORMED, "sequence parameter set: " + e.getMessage());
    }
  }

  /** ITU-T H.273 transfer function, 2 where unspecified. */
  public int transferCharacteristics() {
    return colour.transfer();
  }
}
