package io.headrace.media.codec;

/**
 * The decoder configuration record of one track, parsed once and immutable. Two configurations are
 * equal when the bytes they were parsed from are equal: a repeated sequence header is thereby no
 * change.
 */
public sealed interface CodecConfig permits AvcConfig, AacConfig {
  /** Video or audio. */
  TrackKind kind();

  /** The RFC 6381 codec string as it stands in CODECS, such as {@code avc1.640029}. */
  String codecString();

  /**
   * A copy of the record (avcC payload, AudioSpecificConfig) that fits the track's frames as they
   * travel here. Of AVC these always have 4-byte NAL lengths, and the record says so, whatever the
   * publisher used.
   */
  byte[] record();
}
