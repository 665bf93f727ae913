package io.headrace.media.hub;

import io.headrace.media.buffer.MemoryBudget;
import io.headrace.media.frame.MediaFrame;
import java.util.ArrayDeque;
import java.util.function.Consumer;

/**
 * The frames since the last video sync frame, for consumers that join. On overflow of its own
 * limits or of the memory budget the cache is emptied, never the stream harmed: it fills again at
 * the next sync frame. A stream without video caches nothing: every frame is a start there.
 *
 * <p>Thread: home loop.
 */
final class GopCache {
  private final MemoryBudget budget;
  private final long maxBytes;
  private final int maxFrames;
  private final ArrayDeque<MediaFrame> frames = new ArrayDeque<>();
  private long bytes;

  GopCache(MemoryBudget budget, long maxBytes, int maxFrames) {
    this.budget = budget;
    this.maxBytes = maxBytes;
    this.maxFrames = maxFrames;
  }

  /** Ownership: borrows {@code frame}. */
  void add(MediaFrame frame) {
    boolean begins = frame.isVideo() && frame.isSync();
    if (begins) {
      clear();
    } else if (frames.isEmpty()) {
      return;
    }
    int capacity = frame.capacityBytes();
    if (frames.size() >= maxFrames || bytes + capacity > maxBytes || !budget.tryReserve(capacity)) {
      clear();
      return;
    }
    frames.addLast(frame.retained());
    bytes += capacity;
  }

  /** Gives every cached frame, oldest first. Ownership: {@code consumer} borrows. */
  void forEach(Consumer<MediaFrame> consumer) {
    frames.forEach(consumer);
  }

  void clear() {
    frames.forEach(MediaFrame::release);
    frames.clear();
    budget.release(bytes);
    bytes = 0;
  }

  long bytes() {
    return bytes;
  }
}
