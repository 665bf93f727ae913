package io.headrace.media.codec;

/**
 * A codec that is passed on from RTMP to RTMP and not looked into. Its frames carry the whole FLV
 * tag body, sequence headers included.
 *
 * @param kind what it carries
 * @param name for people, such as {@code Speex}
 * @param flvCodecId CodecID or SoundFormat of the FLV tag, or the FourCC as a number
 */
public record OpaqueConfig(TrackKind kind, String name, int flvCodecId) implements CodecConfig {
  private static final byte[] NONE = {};

  /** {@link #name}: there is no registered string. */
  @Override
  public String codecString() {
    return name;
  }

  /** Empty: no MP4 can carry it. */
  @Override
  public byte[] record() {
    return NONE;
  }

  /** Empty: what the publisher sent is passed on as a frame. */
  @Override
  public byte[] sequenceHeader() {
    return NONE;
  }
}
