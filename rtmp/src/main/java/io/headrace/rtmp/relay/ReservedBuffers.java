package io.headrace.rtmp.relay;

import io.headrace.media.buffer.MemoryBudget;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Direct memory that is reserved on the budget for as long as anybody holds it. One count of each
 * buffer stays here until it is the last: the buffer is pooled, so its own count says nothing after
 * that.
 *
 * <p>Thread: the loop; buffers may be released on any.
 */
final class ReservedBuffers {
  private final ByteBufAllocator allocator;
  private final MemoryBudget budget;
  private final ArrayDeque<ByteBuf> retired = new ArrayDeque<>();

  ReservedBuffers(ByteBufAllocator allocator, MemoryBudget budget) {
    this.allocator = allocator;
    this.budget = budget;
  }

  /**
   * An empty buffer of that capacity, whose one count is to be given to {@link #retire}; null when
   * the budget has no room.
   */
  @Nullable ByteBuf allocate(int capacityBytes) {
    if (!budget.tryReserve(capacityBytes)) {
      return null;
    }
    ByteBuf buffer = allocator.directBuffer(capacityBytes, capacityBytes);
    assert buffer.capacity() == capacityBytes : "what is given back is what was reserved";
    return buffer;
  }

  /** Ownership: takes {@code buffer}, which nobody else will retain from now on. */
  void retire(ByteBuf buffer) {
    if (!freed(buffer)) {
      retired.addLast(buffer);
    }
  }

  /** Frees what is no longer held, oldest first, up to the first that is. */
  void reclaim() {
    while (!retired.isEmpty() && freed(retired.peekFirst())) {
      retired.removeFirst();
    }
  }

  /** Frees all that is no longer held. */
  void sweep() {
    retired.removeIf(this::freed);
  }

  /** Whether nothing that was retired is still held. */
  boolean isEmpty() {
    return retired.isEmpty();
  }

  private boolean freed(ByteBuf buffer) {
    if (buffer.refCnt() > 1) {
      return false;
    }
    budget.release(buffer.capacity());
    buffer.release();
    return true;
  }
}
