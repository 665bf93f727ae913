package io.headrace.media.codec;

import io.netty.buffer.ByteBuf;

/** AudioSpecificConfig, ISO/IEC 14496-3 §1.6.2.1. */
public final class AacConfig implements CodecConfig {
  private AacConfig() {}

  /** Borrows {@code record} and does not move its indexes. */
  public static AacConfig parse(ByteBuf record) {
    throw new UnsupportedOperationException();
  }

  /** Audio object type: 2 LC, 5 SBR, 29 PS. */
  public int objectType() {
    throw new UnsupportedOperationException();
  }

  /** Output sample rate in Hz: with SBR the doubled one. The track's timescale. */
  public int sampleRateHz() {
    throw new UnsupportedOperationException();
  }

  /** Output channels, 1 to 8. */
  public int channels() {
    throw new UnsupportedOperationException();
  }

  /** Samples of one frame at {@link #sampleRateHz()}: 1024, 960, or 2048 with SBR. */
  public int samplesPerFrame() {
    throw new UnsupportedOperationException();
  }

  @Override
  public TrackKind kind() {
    return TrackKind.AUDIO;
  }

  @Override
  public String codecString() {
    throw new UnsupportedOperationException();
  }

  @Override
  public byte[] record() {
    throw new UnsupportedOperationException();
  }
}
