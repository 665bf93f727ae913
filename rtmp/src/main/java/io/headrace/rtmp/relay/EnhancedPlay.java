package io.headrace.rtmp.relay;

/** Who is sent tracks that only Enhanced RTMP can carry. */
public enum EnhancedPlay {
  /**
   * The first track of each kind to everybody, since nothing else could be sent instead; further
   * tracks to players that announced multitrack or asked for all.
   */
  AUTO,
  /** Every track to everybody. */
  ALWAYS,
  /** Only what RTMP could carry before. */
  NEVER
}
