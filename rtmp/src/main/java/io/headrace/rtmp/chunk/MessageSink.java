package io.headrace.rtmp.chunk;

import io.netty.buffer.ByteBuf;

/** Receives whole messages in the order of their completion. */
@FunctionalInterface
public interface MessageSink {
  /**
   * Ownership: takes {@code payload}, also when it throws.
   *
   * @param type message type id
   * @param streamId message stream id
   * @param timestampMs unsigned 32-bit milliseconds
   * @param payload exactly the message
   */
  void onMessage(int type, int streamId, long timestampMs, ByteBuf payload);
}
