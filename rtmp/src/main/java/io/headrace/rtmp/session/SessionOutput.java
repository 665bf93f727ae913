package io.headrace.rtmp.session;

import io.headrace.media.hub.StreamPath;
import io.netty.buffer.ByteBuf;

/** What a session gives back. Thread: the connection's loop, within a call into the session. */
public interface SessionOutput {
  /**
   * Where bytes for the peer are appended; the caller sends them after the call into the session.
   * Ownership: the session borrows the buffer.
   */
  ByteBuf bytes();

  /**
   * The peer asks to publish. Answer now or later, once, with {@link
   * RtmpServerSession#acceptPublish} or {@link RtmpServerSession#refuse}.
   */
  void onPublish(StreamPath path);

  /** The peer ended its publication properly; the connection stays. */
  void onUnpublish();

  /**
   * The session is over: send what there is, then close.
   *
   * @param why one line for the log
   */
  void onClose(String why);
}
