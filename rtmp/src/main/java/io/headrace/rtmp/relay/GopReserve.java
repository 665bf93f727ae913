package io.headrace.rtmp.relay;

import java.util.ArrayDeque;

/**
 * The batches since the last key frame, for players that join. On overflow it is emptied and fills
 * again at the next key frame. A stream without video has nothing in it: there one can begin
 * anywhere.
 *
 * <p>Thread: the loop.
 */
final class GopReserve {
  private final ReservedBuffers buffers;
  private final long maxBytes;
  private final int maxFrames;
  private final ArrayDeque<Batch> batches = new ArrayDeque<>();
  private int start;
  private long bytes;
  private int frames;

  GopReserve(ReservedBuffers buffers, PlayConfig config) {
    this.buffers = buffers;
    boolean used = config.start() == PlayStart.GOP_CACHE;
    this.maxBytes = used ? config.gopBytes() : 0;
    this.maxFrames = used ? config.gopFrames() : 0;
  }

  /**
   * Keeps {@code batch}, or retires it. Ownership: takes it.
   *
   * @param primary the video track whose key frames are a start
   */
  void add(Batch batch, long primary) {
    boolean begins = (batch.keys() & primary) != 0;
    if (begins) {
      clear();
      start = batch.lastKey(primary);
    }
    if (!begins && batches.isEmpty()) {
      batch.retire(buffers);
      return;
    }
    if (bytes + batch.bytes() > maxBytes || frames + batch.count() > maxFrames) {
      clear();
      batch.retire(buffers);
      return;
    }
    batches.addLast(batch);
    bytes += batch.bytes();
    frames += batch.count();
  }

  boolean isEmpty() {
    return batches.isEmpty();
  }

  /** Oldest first. */
  Iterable<Batch> batches() {
    return batches;
  }

  /** The message of the oldest batch with which the GOP begins. */
  int start() {
    return start;
  }

  /** Time at which the oldest batch begins; there must be one. */
  long firstMs() {
    return batches.getFirst().firstMs();
  }

  void clear() {
    for (Batch batch : batches) {
      batch.retire(buffers);
    }
    batches.clear();
    bytes = 0;
    frames = 0;
  }
}
