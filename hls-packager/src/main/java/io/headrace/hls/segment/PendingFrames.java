package io.headrace.hls.segment;

import io.headrace.media.buffer.MemoryBudget;
import io.headrace.media.frame.MediaFrame;
import io.headrace.media.frame.Track;
import io.headrace.media.mp4.SampleBatch;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Frames that wait for their part to end, oldest first. When there is no memory for a frame its
 * place in time is kept and its payload is not.
 *
 * <p>Thread: home loop. No garbage once it has grown.
 */
final class PendingFrames {
  private static final int INITIAL_FRAMES = 64;

  private final MemoryBudget budget;
  private final long maxBytes;
  private @Nullable MediaFrame[] frames = new @Nullable MediaFrame[INITIAL_FRAMES];
  private long[] ticks = new long[INITIAL_FRAMES];
  private int count;
  private long bytes;

  /**
   * @param maxBytes most bytes kept, counted by capacity
   */
  PendingFrames(MemoryBudget budget, long maxBytes) {
    this.budget = budget;
    this.maxBytes = maxBytes;
  }

  /** Ownership: borrows {@code frame}. */
  void add(MediaFrame frame, long frameTicks) {
    if (count == frames.length) {
      frames = Arrays.copyOf(frames, count * 2);
      ticks = Arrays.copyOf(ticks, count * 2);
    }
    int capacity = frame.capacityBytes();
    boolean kept = bytes + capacity <= maxBytes && budget.tryReserve(capacity);
    if (kept) {
      bytes += capacity;
    }
    frames[count] = kept ? frame.retained() : null;
    ticks[count++] = frameTicks;
  }

  int count() {
    return count;
  }

  long ticks(int index) {
    return ticks[index];
  }

  /** Null where there was no memory for it. Borrowed. */
  @Nullable MediaFrame frame(int index) {
    return frames[index];
  }

  /** Duration of the longest frame of {@code track} that says it; 0 where none does. */
  int longestTicks(Track track) {
    int longest = 0;
    for (int i = 0; i < count; i++) {
      MediaFrame frame = frames[i];
      if (frame != null && frame.track().equals(track)) {
        longest = Math.max(longest, frame.durationTicks());
      }
    }
    return longest;
  }

  /** The number of leading frames before {@code limitTicks}. */
  int countBefore(long limitTicks) {
    int before = 0;
    while (before < count && ticks[before] < limitTicks) {
      before++;
    }
    return before;
  }

  /**
   * Moves the first {@code moved} frames into the empty {@code batch}.
   *
   * @param shiftTicks by how much {@code ticks} are later than the decode time for which the
   *     frames' composition offsets are
   * @return false when the payload of one was not kept: then the batch is empty
   */
  boolean moveTo(SampleBatch batch, int moved, long shiftTicks) {
    boolean whole = true;
    for (int i = 0; i < moved; i++) {
      whole &= frames[i] != null;
    }
    for (int i = 0; i < moved; i++) {
      MediaFrame frame = frames[i];
      if (frame == null) {
        continue;
      }
      unreserve(frame);
      // The batch takes it even when it refuses it.
      frames[i] = null;
      if (whole) {
        int compositionOffset = (int) (frame.ptsTicks() - frame.dtsTicks() - shiftTicks);
        batch.add(ticks[i], compositionOffset, frame.isSync(), frame.data());
      } else {
        frame.release();
      }
    }
    forgetFirst(moved);
    return whole;
  }

  void dropFirst(int dropped) {
    for (int i = 0; i < dropped; i++) {
      MediaFrame frame = frames[i];
      if (frame != null) {
        unreserve(frame);
        frame.release();
      }
    }
    forgetFirst(dropped);
  }

  void clear() {
    dropFirst(count);
  }

  private void unreserve(MediaFrame frame) {
    int capacity = frame.capacityBytes();
    bytes -= capacity;
    budget.release(capacity);
  }

  private void forgetFirst(int gone) {
    int left = count - gone;
    System.arraycopy(frames, gone, frames, 0, left);
    System.arraycopy(ticks, gone, ticks, 0, left);
    Arrays.fill(frames, left, count, null);
    count = left;
  }
}
