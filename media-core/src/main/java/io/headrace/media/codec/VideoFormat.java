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
    Colour colour) {}
