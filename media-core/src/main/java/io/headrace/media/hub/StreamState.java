package io.headrace.media.hub;

/** Where a {@link LiveStream} stands in its life: IDLE → LIVE → HELD → LIVE … → ENDED. */
public enum StreamState {
  /** A publisher was admitted, no media yet. */
  IDLE,
  /** Media arrives. */
  LIVE,
  /** The publisher is gone; the grace time runs; a return continues this generation. */
  HELD,
  /** Final for this generation. */
  ENDED
}
