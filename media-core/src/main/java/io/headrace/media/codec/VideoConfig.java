package io.headrace.media.codec;

import io.netty.buffer.ByteBuf;

/**
 * The configuration of a video track whose pictures are understood here.
 *
 * <p>The records of some codecs do not say everything, such as the picture size. Such a
 * configuration is completed by the first sync frame; a track is announced with a complete one.
 */
public sealed interface VideoConfig extends CodecConfig permits NalConfig, Av1Config, Vp9Config {
  /** What its pictures are like. */
  VideoFormat format();

  /** Whether all is known that a player is told. */
  default boolean isComplete() {
    return true;
  }

  /**
   * This configuration with what the record lacks and {@code syncFrame}, a normalized frame with
   * {@link FrameContent#SYNC}, says; the same object where that is nothing new. Borrows.
   *
   * @throws CodecException when the frame's headers cannot be read
   */
  default VideoConfig completedBy(ByteBuf syncFrame) {
    return this;
  }

  @Override
  default TrackKind kind() {
    return TrackKind.VIDEO;
  }

  /** Width after cropping, in pixels. */
  default int widthPx() {
    return format().widthPx();
  }

  /** Height after cropping, in pixels. */
  default int heightPx() {
    return format().heightPx();
  }

  /** Width of a pixel over {@link #sarHeight()}; 1 where unknown. */
  default int sarWidth() {
    return format().sarWidth();
  }

  /** See {@link #sarWidth()}. */
  default int sarHeight() {
    return format().sarHeight();
  }

  /** Frames per {@link #frameRateDen()} seconds by the bitstream, 0 where it does not say. */
  default long frameRateNum() {
    return format().frameRateNum();
  }

  /** See {@link #frameRateNum()}. */
  default long frameRateDen() {
    return format().frameRateDen();
  }

  /** Colour by the bitstream, {@link Colour#UNSPECIFIED} where it does not say. */
  default Colour colour() {
    return format().colour();
  }
}
