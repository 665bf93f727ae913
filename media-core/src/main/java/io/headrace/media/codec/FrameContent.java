package io.headrace.media.codec;

/** What a normalized video frame holds. */
public enum FrameContent {
  /** Nothing to show. */
  NO_PICTURE,
  /** A picture that needs others. */
  PICTURE,
  /** Decoding can start here. */
  SYNC
}
