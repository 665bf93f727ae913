package io.headrace.rtmp.session;

import io.headrace.rtmp.chunk.MessageSink;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;

/** Messages that came before somebody could take them, in order. Thread: the connection's loop. */
final class WaitingMessages implements AutoCloseable {
  /** What a message costs beside its bytes, so that empty ones are bounded too. */
  private static final int OVERHEAD_BYTES = 64;

  private record Waiting(int type, int streamId, long timestampMs, ByteBuf payload) {}

  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
  private final int maxBytes;
  private long bytes;

  WaitingMessages(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** Ownership: takes {@code payload}. Returns false, and drops it, when there is no room. */
  boolean offer(int type, int streamId, long timestampMs, ByteBuf payload) {
    long cost = OVERHEAD_BYTES + (long) payload.capacity();
    if (bytes + cost > maxBytes) {
      payload.release();
      return false;
    }
    bytes += cost;
    waiting.addLast(new Waiting(type, streamId, timestampMs, payload));
    return true;
  }

  long bytes() {
    return bytes;
  }

  /** Gives all, oldest first. */
  void drain(MessageSink to) {
    bytes = 0;
    while (!waiting.isEmpty()) {
      Waiting next = waiting.removeFirst();
      to.onMessage(next.type(), next.streamId(), next.timestampMs(), next.payload());
    }
  }

  @Override
  public void close() {
    drain((type, streamId, timestampMs, payload) -> payload.release());
  }
}
