package io.headrace.hls.cache;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;

/** One piece of direct memory, filled from front to back. Thread: home loop. */
final class Slab {
  private final SlabCache cache;
  private final ByteBuf memory;
  private int usedBytes;
  private int objects;
  private boolean closed;

  Slab(SlabCache cache, int sizeBytes) {
    this.cache = cache;
    this.memory = UnpooledByteBufAllocator.DEFAULT.directBuffer(sizeBytes, sizeBytes);
    memory.setIndex(0, sizeBytes);
  }

  ByteBuf memory() {
    return memory;
  }

  int sizeBytes() {
    return memory.capacity();
  }

  boolean hasRoom(int lengthBytes) {
    return memory.capacity() - usedBytes >= lengthBytes;
  }

  CachedBytes allocate(int lengthBytes) {
    CachedBytes object = new CachedBytes(this, usedBytes, lengthBytes);
    usedBytes += lengthBytes;
    objects++;
    return object;
  }

  /** Nothing is added any more: the last object frees the slab. */
  void close() {
    closed = true;
    freeWhenEmpty();
  }

  void releaseObject() {
    objects--;
    assert objects >= 0 : "released more objects than were allocated";
    freeWhenEmpty();
  }

  /** Whether no reader pins the memory any more, once the slab was given up. */
  boolean isFreed() {
    return memory.refCnt() == 0;
  }

  private void freeWhenEmpty() {
    if (closed && objects == 0) {
      memory.release();
      cache.onGivenUp(this);
    }
  }
}
