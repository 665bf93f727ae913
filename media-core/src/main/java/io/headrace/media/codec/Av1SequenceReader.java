package io.headrace.media.codec;

import io.headrace.media.bits.BitReader;

/** sequence_header_obu, AV1 specification §5.5. */
final class Av1SequenceReader {
  private static final int MAX_PROFILE = 2;
  private static final int FIRST_LEVEL_WITH_TIER = 8;
  private static final int SELECT_SCREEN_CONTENT_TOOLS = 2;
  private static final int PRIMARIES_BT709 = 1;
  private static final int TRANSFER_SRGB = 13;
  private static final int MATRIX_IDENTITY = 0;

  private final BitReader bits;
  private int profile;
  private boolean reduced;
  private int level;
  private boolean highTier;
  private int delayBits;
  private long frameRateNum;
  private long frameRateDen;
  private int widthPx;
  private int heightPx;
  private int bitDepth = 8;
  private boolean monochrome;
  private int subsamplingX = 1;
  private int subsamplingY = 1;
  private int chromaPosition;
  private Colour colour = Colour.UNSPECIFIED;

  Av1SequenceReader(BitReader bits) {
    this.bits = bits;
  }

  Av1Sequence read() {
    profile = bits.u(3);
    if (profile > MAX_PROFILE) {
      throw CodecException.malformed("AV1 profile: " + profile + " (expected: <= 2)");
    }
    bits.skip(1); // still_picture
    reduced = bits.flag();
    if (reduced) {
      level = bits.u(5);
    } else {
      readOperatingPoints();
    }
    readSize();
    skipTools();
    readColour();
    return new Av1Sequence(
        profile,
        level,
        highTier,
        bitDepth,
        monochrome,
        subsamplingX,
        subsamplingY,
        chromaPosition,
        new VideoFormat(widthPx, heightPx, 1, 1, frameRateNum, frameRateDen, colour));
  }

  private void readOperatingPoints() {
    boolean timing = bits.flag();
    boolean decoderModel = false;
    if (timing) {
      readTiming();
      decoderModel = bits.flag();
      if (decoderModel) {
        delayBits = bits.u(5) + 1;
        bits.skip(32 + 5 + 5); // decoding tick, removal and presentation time lengths
      }
    }
    boolean displayDelay = bits.flag();
    int points = bits.u(5) + 1;
    for (int i = 0; i < points; i++) {
      bits.skip(12); // operating_point_idc
      int pointLevel = bits.u(5);
      boolean pointTier = pointLevel >= FIRST_LEVEL_WITH_TIER && bits.flag();
      if (i == 0) {
        level = pointLevel;
        highTier = pointTier;
      }
      if (decoderModel && bits.flag()) {
        bits.skip(2 * delayBits + 1); // operating_parameters_info
      }
      if (displayDelay && bits.flag()) {
        bits.skip(4); // initial_display_delay_minus_1
      }
    }
  }

  /** timing_info, §5.5.3. */
  private void readTiming() {
    long unitsInTick = bits.u32();
    long timescale = bits.u32();
    if (bits.flag()) {
      long ticksPerPicture = bits.ue() + 1L;
      if (unitsInTick > 0 && timescale > 0 && ticksPerPicture <= timescale) {
        frameRateNum = timescale;
        frameRateDen = unitsInTick * ticksPerPicture;
      }
    }
  }

  private void readSize() {
    int widthBits = bits.u(4) + 1;
    int heightBits = bits.u(4) + 1;
    int width = bits.u(widthBits) + 1;
    int height = bits.u(heightBits) + 1;
    VideoFormat.checkSize(width, height);
    widthPx = width;
    heightPx = height;
    if (!reduced && bits.flag()) {
      bits.skip(4 + 3); // frame id lengths
    }
  }

  private void skipTools() {
    bits.skip(3); // 128x128 superblocks, filter intra, intra edge filter
    if (!reduced) {
      bits.skip(4); // interintra, masked, warped, dual filter
      boolean orderHint = bits.flag();
      if (orderHint) {
        bits.skip(2); // jnt_comp, ref_frame_mvs
      }
      int screenContent = bits.flag() ? SELECT_SCREEN_CONTENT_TOOLS : bits.u(1);
      if (screenContent > 0 && !bits.flag()) {
        bits.skip(1); // seq_force_integer_mv
      }
      if (orderHint) {
        bits.skip(3); // order_hint_bits_minus_1
      }
    }
    bits.skip(3); // superres, cdef, restoration
  }

  /** color_config, §5.5.2. */
  private void readColour() {
    boolean highBitDepth = bits.flag();
    boolean twelveBit = profile == 2 && highBitDepth && bits.flag();
    bitDepth = twelveBit ? 12 : highBitDepth ? 10 : 8;
    monochrome = profile != 1 && bits.flag();
    int primaries = 2;
    int transfer = 2;
    int matrix = 2;
    if (bits.flag()) {
      primaries = bits.u(8);
      transfer = bits.u(8);
      matrix = bits.u(8);
    }
    boolean fullRange = true;
    if (!monochrome
        && primaries == PRIMARIES_BT709
        && transfer == TRANSFER_SRGB
        && matrix == MATRIX_IDENTITY) {
      subsamplingX = 0;
      subsamplingY = 0;
    } else {
      fullRange = bits.flag();
      readSubsampling(twelveBit);
    }
    colour = new Colour(primaries, transfer, matrix, fullRange);
  }

  private void readSubsampling(boolean twelveBit) {
    if (monochrome) {
      return;
    }
    if (profile == 1) {
      subsamplingX = 0;
      subsamplingY = 0;
    } else if (twelveBit) {
      subsamplingX = bits.u(1);
      subsamplingY = subsamplingX == 1 ? bits.u(1) : 0;
    } else if (profile == 2) {
      subsamplingY = 0;
    }
    if (subsamplingX == 1 && subsamplingY == 1) {
      chromaPosition = bits.u(2);
    }
  }
}
