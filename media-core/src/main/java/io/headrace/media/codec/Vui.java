package io.headrace.media.codec;

import io.headrace.media.bits.BitReader;

/** The part of vui_parameters that AVC and HEVC share, ITU-T H.264 §E.1.1, H.265 §E.2.1. */
final class Vui {
  private static final int EXTENDED_SAR = 255;

  /** Width and height by aspect_ratio_idc, H.264 table E-1. */
  private static final int[][] SAR = {
    {1, 1}, {1, 1}, {12, 11}, {10, 11}, {16, 11}, {40, 33}, {24, 11}, {20, 11}, {32, 11}, {80, 33},
    {18, 11}, {15, 11}, {64, 33}, {160, 99}, {4, 3}, {3, 2}, {2, 1},
  };

  private int sarWidth = 1;
  private int sarHeight = 1;
  private Colour colour = Colour.UNSPECIFIED;
  private long frameRateNum;
  private long frameRateDen;

  /** Up to and including the chroma sample locations. */
  void readCommon(BitReader bits) {
    if (bits.flag()) {
      readAspectRatio(bits);
    }
    if (bits.flag()) {
      bits.skip(1); // overscan_appropriate_flag
    }
    if (bits.flag()) {
      readColour(bits);
    }
    if (bits.flag()) {
      bits.ue(); // chroma_sample_loc_type_top_field
      bits.ue(); // chroma_sample_loc_type_bottom_field
    }
  }

  /**
   * Timing, which begins with its flag.
   *
   * @param ticksPerFrame clock ticks of one frame
   */
  void readTiming(BitReader bits, int ticksPerFrame) {
    if (bits.flag()) {
      long unitsInTick = bits.u32();
      long timescale = bits.u32();
      if (unitsInTick != 0 && timescale != 0) {
        frameRateNum = timescale;
        frameRateDen = ticksPerFrame * unitsInTick;
      }
    }
  }

  /** Pictures of this size with what was read so far. */
  VideoFormat format(int widthPx, int heightPx) {
    return new VideoFormat(
        widthPx, heightPx, sarWidth, sarHeight, frameRateNum, frameRateDen, colour);
  }

  private void readAspectRatio(BitReader bits) {
    int idc = bits.u(8);
    if (idc == EXTENDED_SAR) {
      int width = bits.u(16);
      int height = bits.u(16);
      if (width != 0 && height != 0) {
        sarWidth = width;
        sarHeight = height;
      }
    } else if (idc < SAR.length) {
      sarWidth = SAR[idc][0];
      sarHeight = SAR[idc][1];
    }
  }

  private void readColour(BitReader bits) {
    bits.skip(3); // video_format
    boolean fullRange = bits.flag();
    colour =
        bits.flag()
            ? new Colour(bits.u(8), bits.u(8), bits.u(8), fullRange)
            : new Colour(2, 2, 2, fullRange);
  }
}
