package io.headrace.media.codec;

import io.headrace.media.bits.BitReader;
import io.headrace.media.bits.BitsException;

/**
 * What delivery needs of an AV1 sequence header OBU, AV1 specification §5.5.
 *
 * @param profile seq_profile
 * @param level seq_level_idx of the first operating point
 * @param highTier seq_tier of the first operating point
 * @param bitDepth 8, 10 or 12
 * @param monochrome mono_chrome
 * @param subsamplingX subsampling_x
 * @param subsamplingY subsampling_y
 * @param chromaPosition chroma_sample_position
 * @param format size, timing and colour
 */
record Av1Sequence(
    int profile,
    int level,
    boolean highTier,
    int bitDepth,
    boolean monochrome,
    int subsamplingX,
    int subsamplingY,
    int chromaPosition,
    VideoFormat format) {

  /** What a codec string need not say. */
  private static final Colour ORDINARY = new Colour(1, 1, 1, false);

  /**
   * Reads an OBU's payload.
   *
   * @throws CodecException MALFORMED
   */
  static Av1Sequence parse(byte[] payload) {
    try {
      return new Av1SequenceReader(new BitReader(payload)).read();
    } catch (BitsException e) {
      throw CodecException.malformed("AV1 sequence header: " + e.getMessage());
    }
  }

  /** AV1 Codec ISO Media File Format Binding §5. */
  String codecString() {
    String text = "av01.%d.%02d%s.%02d".formatted(profile, level, highTier ? "H" : "M", bitDepth);
    Colour colour = format.colour();
    boolean ordinaryColour =
        colour.equals(ORDINARY) || !colour.isSpecified() && !colour.fullRange();
    if (ordinaryColour && !monochrome && subsamplingX + subsamplingY == 2) {
      return text;
    }
    return text
        + ".%d.%d%d%d.%02d.%02d.%02d.%d"
            .formatted(
                monochrome ? 1 : 0,
                subsamplingX,
                subsamplingY,
                chromaPosition,
                colour.primaries(),
                colour.transfer(),
                colour.matrix(),
                colour.fullRange() ? 1 : 0);
  }

  /** Writes itself into the second and third byte of a configuration record. */
  void describe(byte[] record) {
    record[1] = (byte) (profile << 5 | level);
    int highBitDepth = bitDepth > 8 ? 1 : 0;
    int twelveBit = bitDepth == 12 ? 1 : 0;
    record[2] =
        (byte)
            ((highTier ? 1 : 0) << 7
                | highBitDepth << 6
                | twelveBit << 5
                | (monochrome ? 1 : 0) << 4
                | subsamplingX << 3
                | subsamplingY << 2
                | chromaPosition);
  }
}
