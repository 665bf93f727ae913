package io.headrace.media.hub;

import io.headrace.media.buffer.MemoryBudget;
import io.headrace.media.frame.MediaFrame;
import io.headrace.media.frame.Track;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jctools.queues.MessagePassingQueue;
import org.jctools.queues.atomic.SpscAtomicArrayQueue;

/**
 * A bounded hand-over of frames and of what must stay in order with them, from one loop to another.
 * When it is full, or the memory budget is, it drops frames up to the next sync frame and counts
 * them; events have room of their own. What is queued is reserved in the budget.
 *
 * <p>One producer thread and one consumer loop. The consumer is woken once per batch: {@link
 * #wake()} posts one drain however often it is called before that drain runs.
 */
final class FrameQueue {
  /** Slots that frames leave to events. */
  private static final int EVENT_SLOTS = 32;

  /** What the consumer loop does with frames. */
  interface Drain {
    /** Ownership: takes {@code frame}. */
    void onFrame(MediaFrame frame);

    /** The queue is empty for now. */
    void onBatchEnd();
  }

  private final SpscAtomicArrayQueue<Object> queue;
  private final int frameCapacity;
  private final MemoryBudget budget;
  private final Loop consumerLoop;
  private final Drain drain;
  private final AtomicBoolean armed = new AtomicBoolean();
  private final MessagePassingQueue.Consumer<Object> dispatch = this::dispatch;
  private final Runnable drainTask = this::drain;

  // Producer thread.
  private boolean hasVideo;
  private boolean awaitsSync;
  private boolean overflowed;
  private int dropped;

  FrameQueue(int frames, MemoryBudget budget, Loop consumerLoop, Drain drain) {
    this.queue = new SpscAtomicArrayQueue<>(frames + EVENT_SLOTS);
    this.frameCapacity = queue.capacity() - EVENT_SLOTS;
    this.budget = budget;
    this.consumerLoop = consumerLoop;
    this.drain = drain;
  }

  /**
   * Thread: producer. Ownership: takes {@code frame}, also when it is dropped.
   *
   * @return false when the frame was dropped
   */
  boolean offer(MediaFrame frame) {
    boolean resumes = frame.isSync() && (frame.isVideo() || !hasVideo);
    if (awaitsSync && !resumes) {
      frame.release();
      dropped += overflowed ? 1 : 0;
      return false;
    }
    if (queue.size() >= frameCapacity || !budget.tryReserve(frame.capacityBytes())) {
      frame.release();
      awaitsSync = true;
      overflowed = true;
      dropped++;
      return false;
    }
    // Its size was just checked and only this thread adds.
    queue.offer(frame);
    awaitsSync = false;
    overflowed = false;
    return true;
  }

  /** The tracks of the frames to come: with video, only a video frame is a start. */
  void expect(List<Track> tracks) {
    hasVideo = tracks.stream().anyMatch(Track::isVideo);
  }

  /** Takes nothing before the next sync frame, and does not count that as dropped. */
  void startAtSync() {
    awaitsSync = true;
  }

  /**
   * Queues {@code event} to run on the consumer loop in order with the frames. Thread: producer.
   *
   * @return false when even the events' own room is used up: the consumer is dead
   */
  boolean offerEvent(Runnable event) {
    return queue.offer(event);
  }

  /** Frames dropped since the last call, once frames flow again. Thread: producer. */
  int takeDropped() {
    if (awaitsSync) {
      return 0;
    }
    int count = dropped;
    dropped = 0;
    return count;
  }

  /** Thread: producer. */
  void wake() {
    if (!queue.isEmpty() && armed.compareAndSet(false, true)) {
      consumerLoop.post(drainTask);
    }
  }

  /** Releases what is queued. Thread: consumer loop, after the producer has let go. */
  void clear() {
    queue.drain(
        entry -> {
          if (entry instanceof MediaFrame frame) {
            budget.release(frame.capacityBytes());
            frame.release();
          }
        });
  }

  private void drain() {
    armed.set(false);
    if (queue.drain(dispatch) > 0) {
      drain.onBatchEnd();
    }
  }

  private void dispatch(Object entry) {
    if (entry instanceof MediaFrame frame) {
      budget.release(frame.capacityBytes());
      drain.onFrame(frame);
    } else {
      ((Runnable) entry).run();
    }
  }
}
