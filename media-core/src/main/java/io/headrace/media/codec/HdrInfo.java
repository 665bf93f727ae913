package io.headrace.media.codec;

import org.jspecify.annotations.Nullable;

/**
 * What a publisher says of its pictures beside the bitstream, Enhanced RTMP {@code colorInfo}.
 *
 * @param colour {@link Colour#UNSPECIFIED} where it does not say
 * @param display what the pictures were mastered on, or null
 * @param light how bright they are, or null
 */
public record HdrInfo(
    Colour colour, @Nullable MasteringDisplay display, @Nullable ContentLight light) {

  /**
   * Mastering display colour volume, SMPTE ST 2086, in the units of {@code mdcv}: chromaticities in
   * 0.00002, luminances in 0.0001 cd/m².
   */
  public record MasteringDisplay(
      int redX,
      int redY,
      int greenX,
      int greenY,
      int blueX,
      int blueY,
      int whiteX,
      int whiteY,
      long maxLuminance,
      long minLuminance) {}

  /**
   * Content light level, CTA-861.3, in cd/m².
   *
   * @param maxContent MaxCLL
   * @param maxFrameAverage MaxFALL
   */
  public record ContentLight(int maxContent, int maxFrameAverage) {}
}
