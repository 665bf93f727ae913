package io.headrace.hls.cache;

import io.headrace.media.buffer.MemoryBudget;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The slabs of one stream. Objects live about equally long, so memory is handed out by moving an
 * index and freed a slab at a time. A slab that readers still pin stays reserved on the budget
 * until they let go.
 *
 * <p>Thread: home loop.
 */
public final class SlabCache {
  private final MemoryBudget budget;
  private final int slabBytes;
  private final long maxBytes;
  private final List<Slab> pinned = new ArrayList<>();
  private @Nullable Slab current;
  private long reservedBytes;

  /**
   * @param slabBytes memory taken at a time
   * @param maxBytes most memory taken at once
   */
  public SlabCache(MemoryBudget budget, int slabBytes, long maxBytes) {
    this.budget = budget;
    this.slabBytes = slabBytes;
    this.maxBytes = maxBytes;
  }

  /**
   * Room for an object, in the current slab, a new one, or, where it is larger, one of its own.
   *
   * @return null when neither this cache nor the budget has memory left
   */
  public @Nullable CachedBytes allocate(int lengthBytes) {
    Slab slab = current;
    if (slab != null && slab.hasRoom(lengthBytes)) {
      return slab.allocate(lengthBytes);
    }
    if (lengthBytes > slabBytes) {
      return allocateApart(lengthBytes);
    }
    Slab fresh = newSlab(slabBytes);
    if (fresh == null) {
      return null;
    }
    if (slab != null) {
      slab.close();
    }
    current = fresh;
    return fresh.allocate(lengthBytes);
  }

  /** Room in a slab of its own, for what lives longer than its neighbours would. */
  public @Nullable CachedBytes allocateApart(int lengthBytes) {
    Slab slab = newSlab(lengthBytes);
    if (slab == null) {
      return null;
    }
    CachedBytes object = slab.allocate(lengthBytes);
    slab.close();
    return object;
  }

  /** Gives the budget back what readers have let go of. */
  public void reclaim() {
    for (int i = pinned.size() - 1; i >= 0; i--) {
      Slab slab = pinned.get(i);
      if (slab.isFreed()) {
        pinned.remove(i);
        unreserve(slab);
      }
    }
  }

  /** No allocation follows; what is still held is freed as it is released. */
  public void close() {
    Slab slab = current;
    current = null;
    if (slab != null) {
      slab.close();
    }
  }

  /** Memory taken now, in bytes. */
  public long reservedBytes() {
    return reservedBytes;
  }

  void onGivenUp(Slab slab) {
    if (slab.isFreed()) {
      unreserve(slab);
    } else {
      pinned.add(slab);
    }
  }

  private @Nullable Slab newSlab(int sizeBytes) {
    reclaim();
    if (reservedBytes + sizeBytes > maxBytes || !budget.tryReserve(sizeBytes)) {
      return null;
    }
    reservedBytes += sizeBytes;
    return new Slab(this, sizeBytes);
  }

  private void unreserve(Slab slab) {
    reservedBytes -= slab.sizeBytes();
    budget.release(slab.sizeBytes());
  }
}
