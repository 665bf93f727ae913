package io.headrace.media.codec;

/**
 * The decoder configuration of one track, parsed once and immutable. Two configurations are equal
 * when the bytes they were parsed from are equal: a repeated sequence header is thereby no change.
 */
public sealed interface CodecConfig permits VideoConfig, AudioConfig, OpaqueConfig {
  /** What the track carries. */
  TrackKind kind();

  /** The RFC 6381 codec string as it stands in CODECS, such as {@code avc1.640029}. */
  String codecString();

  /**
   * A copy of the payload of the MP4 configuration box (avcC; of AAC the AudioSpecificConfig in
   * esds) that fits the track's frames as they travel here. NAL units always have 4-byte lengths,
   * and the record says so, whatever the publisher used. Empty where there is no such box.
   */
  byte[] record();

  /**
   * A copy of the configuration as Enhanced RTMP carries it in a sequence start. Empty where the
   * frames say it all.
   */
  byte[] sequenceHeader();
}
