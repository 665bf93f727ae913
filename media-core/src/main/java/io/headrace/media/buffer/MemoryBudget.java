package io.headrace.media.buffer;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The direct memory that media may hold in this process, counted by buffer capacity. GOP caches,
 * subscription queues and segment caches reserve before they keep and release when they let go; it
 * counts, it does not allocate.
 *
 * <p>Admission: a <em>new</em> stream is accepted only below {@link #ADMISSION_PERCENT} of the
 * limit, so that the streams already running keep head-room.
 *
 * <p>Thread: any; wait-free but for the contended counter.
 */
public final class MemoryBudget {
  /** Share of the limit above which no new stream is admitted, in percent. */
  public static final int ADMISSION_PERCENT = 85;

  private final long limitBytes;
  private final AtomicLong usedBytes = new AtomicLong();

  /**
   * @param limitBytes the most that may be reserved at once, > 0
   */
  public MemoryBudget(long limitBytes) {
    if (limitBytes <= 0) {
      throw new IllegalArgumentException("limit: " + limitBytes + " (expected: > 0)");
    }
    this.limitBytes = limitBytes;
  }

  /** Reserves {@code bytes}, or changes nothing and says false. */
  public boolean tryReserve(long bytes) {
    if (usedBytes.addAndGet(bytes) <= limitBytes) {
      return true;
    }
    usedBytes.addAndGet(-bytes);
    return false;
  }

  /** Gives back what {@link #tryReserve} granted. */
  public void release(long bytes) {
    long left = usedBytes.addAndGet(-bytes);
    assert left >= 0 : "released more than was reserved: " + left;
  }

  /** Whether a new stream may start. */
  public boolean admitsNewStream() {
    return usedBytes.get() < limitBytes / 100 * ADMISSION_PERCENT;
  }

  public long usedBytes() {
    return usedBytes.get();
  }

  public long limitBytes() {
    return limitBytes;
  }
}
