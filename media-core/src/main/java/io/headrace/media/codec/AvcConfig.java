package io.headrace.media.codec;

import io.netty.buffer.ByteBuf;

/** AVCDecoderConfigurationRecord, ISO/IEC 14496-15 §5.3.3.1. */
public final class AvcConfig implements CodecConfig {
  private AvcConfig() {}

  /** Borrows {@code record} and does not move its indexes. */
  public static AvcConfig parse(ByteBuf record) {
    throw new UnsupportedOperationException();
  }

  /** Length of the NAL size field in the publisher's frames, 1 to 4 bytes. */
  public int nalLengthBytes() {
    throw new UnsupportedOperationException();
  }

  public Sps sps() {
    throw new UnsupportedOperationException();
  }

  @Override
  public TrackKind kind() {
    return TrackKind.VIDEO;
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
