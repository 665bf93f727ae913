package io.headrace.media.codec;

import io.netty.buffer.ByteBuf;

/** The configuration of an audio track whose frames are understood here. */
public sealed interface AudioConfig extends CodecConfig
    permits AacConfig, Mp3Config, OpusConfig, FlacConfig, Ac3Config {
  /** Output sample rate in Hz; the track's timescale. */
  int sampleRateHz();

  /** Output channels. */
  int channels();

  /** Samples of an ordinary frame at {@link #sampleRateHz()}. */
  int samplesPerFrame();

  /**
   * Samples of this very frame at {@link #sampleRateHz()}; 0 where the frame does not say, because
   * it is damaged. Borrows {@code frame} and does not move its indexes.
   */
  int samplesIn(ByteBuf frame);

  /**
   * Whether {@code frame}, which says itself what it is, is of this configuration; also where it is
   * damaged. Frames of codecs with a record always are. Borrows {@code frame} and does not move its
   * indexes.
   */
  default boolean fits(ByteBuf frame) {
    return true;
  }

  @Override
  default TrackKind kind() {
    return TrackKind.AUDIO;
  }
}
