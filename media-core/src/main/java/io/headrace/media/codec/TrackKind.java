package io.headrace.media.codec;

/** What a track carries. */
public enum TrackKind {
  VIDEO,
  AUDIO,
  /** Messages beside the media. */
  DATA
}
