package io.headrace.media.codec;

/**
 * The decoder configuration record of one track, parsed once and immutable. Two configurations are
 * equal when their record bytes are equal: a repeated sequence header is thereby no change.
 */
public sealed interface CodecConfig permits AvcConfig, AacConfig {
  /** Video or audio. */
  TrackKind kind();

  /** The RFC 6381 codec string as it stands in CODECS, such as {@code avc1.640029}. */
  String codecString();

  /** A copy of the record as the container carries it (avcC payload, AudioSpecificConfig). */
  byte[] record();
}
