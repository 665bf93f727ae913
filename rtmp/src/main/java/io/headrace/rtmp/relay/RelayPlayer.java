package io.headrace.rtmp.relay;

import io.netty.buffer.ByteBuf;

/**
 * The way to one player: what a relay needs of its connection. Thread: the relay's loop, for every
 * call. None of them comes from within {@link PlayRelays#join}, so that what the session answers to
 * {@code play} goes first.
 */
public interface RelayPlayer {
  /**
   * Queues whole chunks. Ownership: takes {@code chunks}, which others read as well, also when it
   * cannot be sent.
   */
  void write(ByteBuf chunks);

  /** Sends what was queued. */
  void flush();

  /** Bytes queued and not yet taken by the socket. */
  long unsentBytes();

  /** The publisher is gone; nothing comes before it returns. */
  void onHeld();

  /** The publisher is back. */
  void onLive();

  /** The stream is over; nothing follows. */
  void onEnded();

  /** The stream has tracks, but none that this player may get; that may change. */
  void onNothingToPlay();

  /**
   * It did not keep up and is given nothing more; its connection is to be closed.
   *
   * @param why one line for the log
   */
  void onTooSlow(String why);
}
