package io.headrace.rtmp.session;

import io.headrace.media.codec.TrackKind;
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
  void onPublish(StreamRequest request);

  /** The peer ended its publication properly; the connection stays. */
  void onUnpublish();

  /**
   * The peer asks to play. Answer now or later, once, with {@link RtmpServerSession#acceptPlay} or
   * {@link RtmpServerSession#refuse}.
   */
  void onPlay(StreamRequest request);

  /** The peer plays no more; the connection stays. */
  void onPlayStopped();

  /** The player pauses, or goes on from the next key frame. */
  void onPause(boolean paused);

  /** The player wants audio or video, or does not. */
  void onReceive(TrackKind kind, boolean wanted);

  /**
   * The session is over: send what there is, then close.
   *
   * @param why one line for the log
   */
  void onClose(String why);
}
