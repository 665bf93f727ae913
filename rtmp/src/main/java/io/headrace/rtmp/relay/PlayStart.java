package io.headrace.rtmp.relay;

/** Where a player that joins a stream with video begins. */
public enum PlayStart {
  /** At the last key frame: a picture at once, in the past by as much as that is old. */
  GOP_CACHE,
  /** At the next key frame: least delay, after a wait. */
  NEXT_KEY_FRAME
}
