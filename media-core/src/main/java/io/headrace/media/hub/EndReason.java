package io.headrace.media.hub;

/** Why a publication ended. */
public enum EndReason {
  /** The publisher said so (FCUnpublish, deleteStream). */
  STOPPED,
  /** The connection was lost or fell silent. */
  LOST,
  /** Another publication took its place. */
  TAKEN_OVER,
  /** The operator ended it, or the server stops. */
  KICKED
}
