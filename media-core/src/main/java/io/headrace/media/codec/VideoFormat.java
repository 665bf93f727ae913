package io.headrace.media.codec;

/**
 * What a bitstream says of its pictures.
 *
 * @param widthPx width after cropping, in pixels
 * @param heightPx height after cropping, in pixels
 * @param sarWidth sample aspect ratio, 1 where unknown
 * @param sarHeight sample aspect ratio, 1 where unknown
 * @param frameRateNum frames per {@code frameRateDen} seconds, 0 where not given
 * @param frameRateDen see {@code frameRateNum}
 * @param colour {@link Colour#UNSPECIFIED} where not given
 */
public record VideoFormat(
    int widthPx,
    int heightPx,
    int sarWidth,
    int sarHeight,
    long frameRateNum,
    long frameRateDen,
    Colour colour) {

  /** Longest side: of level 6.2 of AVC and HEVC, Sqrt(8 × 35651584), and more than AV1's. */
  public static final int MAX_DIMENSION_PX = 16_888;

  /**
   * @throws CodecException MALFORMED when no picture has this size
   */
  static void checkSize(long widthPx, long heightPx) {
    if (widthPx < 1 || heightPx < 1 || Math.max(widthPx, heightPx) > MAX_DIMENSION_PX) {
      throw CodecException.malformed("picture size: " + widthPx + "x" + heightPx);
    }
  }

  /** Pictures of another size. */
  VideoFormat withSize(int newWidthPx, int newHeightPx) {
    return new VideoFormat(
        newWidthPx, newHeightPx, sarWidth, sarHeight, frameRateNum, frameRateDen, colour);
  }
}
