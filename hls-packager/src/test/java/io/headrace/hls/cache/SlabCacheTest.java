package io.headrace.hls.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headrace.media.buffer.MemoryBudget;
import io.netty.buffer.ByteBuf;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class SlabCacheTest {
  private static final int SLAB = 1_000;

  private final MemoryBudget budget = new MemoryBudget(1 << 20);
  private final SlabCache cache = new SlabCache(budget, SLAB, 3 * SLAB);

  @Test
  void objectsShareASlabAndItIsFreedWithTheLast() {
    CachedBytes first = object(400, 1);
    CachedBytes second = object(600, 2);
    assertEquals(SLAB, budget.usedBytes());
    CachedBytes third = object(1, 3);
    assertEquals(2 * SLAB, budget.usedBytes());
    assertContent(first, 400, 1);
    assertContent(second, 600, 2);
    first.release();
    assertEquals(2 * SLAB, budget.usedBytes());
    second.release();
    assertEquals(SLAB, budget.usedBytes());
    assertNull(second.retainedSlice());
    assertContent(third, 1, 3);
    third.release();
    assertEquals(SLAB, budget.usedBytes(), "there is room left in it");
    cache.close();
    assertEquals(0, budget.usedBytes());
  }

  @Test
  void aLargerObjectHasASlabOfItsOwnAndTheCurrentOneGoesOn() {
    CachedBytes small = object(100, 1);
    CachedBytes large = object(1_500, 2);
    CachedBytes next = object(900, 3);
    assertEquals(2_500, cache.reservedBytes());
    large.release();
    assertEquals(SLAB, cache.reservedBytes());
    small.release();
    next.release();
    cache.close();
    assertEquals(0, budget.usedBytes());
  }

  @Test
  void whatAReaderPinsStaysReservedUntilItLetsGo() {
    CachedBytes object = object(10, 7);
    ByteBuf pinned = Objects.requireNonNull(object.retainedSlice());
    object.release();
    cache.close();
    cache.reclaim();
    assertEquals(SLAB, budget.usedBytes());
    assertEquals(7, pinned.getByte(9));
    pinned.release();
    assertNull(object.retainedSlice());
    cache.reclaim();
    assertEquals(0, budget.usedBytes());
  }

  @Test
  void itsOwnLimitAndTheBudgetRefuse() {
    CachedBytes[] objects = {object(SLAB, 1), object(SLAB, 2), object(SLAB, 3)};
    assertNull(cache.allocate(1));
    assertNull(cache.allocateApart(1));
    objects[0].release();
    long others = budget.limitBytes() - budget.usedBytes();
    assertTrue(budget.tryReserve(others));
    assertNull(cache.allocate(1));
    budget.release(others);
    objects[1].release();
    objects[2].release();
    cache.close();
    assertEquals(0, budget.usedBytes());
  }

  private CachedBytes object(int lengthBytes, int fill) {
    CachedBytes object = Objects.requireNonNull(cache.allocate(lengthBytes));
    ByteBuf out = object.writable();
    assertEquals(lengthBytes, out.writableBytes());
    for (int i = 0; i < lengthBytes; i++) {
      out.writeByte(fill);
    }
    return object;
  }

  private static void assertContent(CachedBytes object, int lengthBytes, int fill) {
    ByteBuf slice = Objects.requireNonNull(object.retainedSlice());
    assertEquals(lengthBytes, slice.readableBytes());
    assertEquals(-1, slice.forEachByte(value -> value == fill));
    slice.release();
  }
}
