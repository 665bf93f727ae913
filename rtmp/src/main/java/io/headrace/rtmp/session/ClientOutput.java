package io.headrace.rtmp.session;

import io.netty.buffer.ByteBuf;

/** What a client session gives back. Thread: the connection's loop, within a call into it. */
public interface ClientOutput {
  /**
   * Where bytes for the server are appended; the caller sends them after the call into the session.
   * Ownership: the session borrows the buffer.
   */
  ByteBuf bytes();

  /** The server plays, or takes what is published from now on. */
  void onStarted();

  /**
   * The first media of a stream that is played is here. Answer now or later, once, with {@link
   * RtmpClientSession#acceptMedia} or by closing; until then it waits.
   */
  void onMedia();

  /**
   * The session is over; connect anew, at once, to {@code url}.
   *
   * @param why one line for the log
   */
  void onReconnect(RtmpUrl url, String why);

  /**
   * The session is over: send what there is, then close.
   *
   * @param why one line for the log
   */
  void onEnd(ClientFailure failure, String why);
}
