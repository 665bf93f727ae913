package io.headrace.media.codec;

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
 * @param transferCharacteristics ITU-T H.273 transfer function, 2 where unspecified
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
    int transferCharacteristics) {}
