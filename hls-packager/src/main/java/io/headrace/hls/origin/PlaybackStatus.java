package io.headrace.hls.origin;

/** Why a stream can or cannot be seen just now. */
public enum PlaybackStatus {
  /** Nobody publishes here. */
  OFFLINE,
  /** A publisher is there; its first key frame has not come. */
  WAITING_FOR_KEY_FRAME,
  /** Key frames come; the first segment is not complete. */
  STARTING,
  PLAYABLE,
  /** The publisher is gone and may return. */
  HELD,
  /** The stream is over. */
  ENDED,
  /** No track has a codec that HLS can carry. */
  UNSUPPORTED_CODEC
}
