package io.headrace.media.codec;

/**
 * Code points of ITU-T H.273; 2 is "unspecified" in all three.
 *
 * @param primaries ColourPrimaries
 * @param transfer TransferCharacteristics
 * @param matrix MatrixCoefficients
 * @param fullRange VideoFullRangeFlag
 */
public record Colour(int primaries, int transfer, int matrix, boolean fullRange) {
  /** TransferCharacteristics of SMPTE ST 2084. */
  public static final int TRANSFER_PQ = 16;

  /** TransferCharacteristics of ARIB STD-B67. */
  public static final int TRANSFER_HLG = 18;

  public static final Colour UNSPECIFIED = new Colour(2, 2, 2, false);

  /** Whether at least one code point says something. */
  public boolean isSpecified() {
    return primaries != 2 || transfer != 2 || matrix != 2;
  }
}
