package io.headrace.rtmp.chunk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headrace.media.buffer.MemoryBudget;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A chunk reader whose messages are kept and whose memory is counted. */
final class Joined implements MessageSink {
  static final ChunkLimits LIMITS =
      new ChunkLimits(64 << 10, 256 << 10, 8 << 20, 64, 8, 16 << 20, 100_000_000);

  /** One message, payload as a hash where it is long. */
  record Message(int type, int streamId, long timestampMs, int length, int hash) {
    static Message of(int type, int streamId, long timestampMs, byte[] payload) {
      return new Message(type, streamId, timestampMs, payload.length, Arrays.hashCode(payload));
    }
  }

  /** Its own count of bytes finds leaks; a leak detector would only make single bytes slow. */
  final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true, true);

  final MemoryBudget budget;
  final List<Message> messages = new ArrayList<>();
  final ChunkReader reader;
  long mostBytes;
  long nowNs = -5;

  Joined(ChunkLimits limits) {
    this(limits, new MemoryBudget(64 << 20));
  }

  Joined(ChunkLimits limits, MemoryBudget budget) {
    this.budget = budget;
    reader = new ChunkReader(limits, allocator, budget, nowNs);
  }

  Joined() {
    this(LIMITS);
  }

  void read(ByteBuf piece) {
    reader.read(piece, nowNs, this);
    assertEquals(0, piece.readableBytes(), "the reader takes every byte");
    mostBytes = Math.max(mostBytes, heldBytes());
  }

  long heldBytes() {
    return allocator.metric().usedDirectMemory();
  }

  List<Long> timestamps() {
    return messages.stream().map(Message::timestampMs).toList();
  }

  @Override
  public void onMessage(int type, int streamId, long timestampMs, ByteBuf payload) {
    if (payload.isReadable()) {
      assertTrue(payload.isDirect());
      assertEquals(payload.readableBytes(), payload.capacity(), "exact size");
    }
    messages.add(Message.of(type, streamId, timestampMs, ByteBufUtil.getBytes(payload)));
    payload.release();
  }

  /** Fails if anything is still held after closing. */
  void close() {
    reader.close();
    assertEquals(0, heldBytes(), "bytes held after close");
  }
}
