package io.headrace.media.hub;

import io.headrace.media.frame.MediaFrame;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jctools.queues.MessagePassingQueue;
import org.jctools.queues.atomic.SpscAtomicArrayQueue;

/**
 * A bounded hand-over of frames and of what must stay in order with them, from one loop to another.
 * When it is full it drops frames up to the next sync frame and counts them; events have room of
 * their own.
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
  private final Loop consumerLoop;
  private final Drain drain;
  private final AtomicBoolean armed = new AtomicBoolean();
  private final MessagePassingQueue.Consumer<Object> dispatch = this::dispatch;
  private final Runnable drainTask = this::drain;

  // Producer thread.
  private boolean dropping;
  private boolean hasVideo;
  private int dropped;

  FrameQueue(int frames, Loop consumerLoop, Drain drain) {
    this.queue = new SpscAtomicArrayQueue<>(frames + EVENT_SLOTS);
    this.frameCapacity = queue.capacity() - EVENT_SLOTS;
    this.consumerLoop = consumerLoop;
    this.drain = drain;
  }

  /**
   * Thread: producer. Ownership: takes {@code frame}, also when it is dropped.
   *
   * @return false when the frame was dropped
   */
  boolean offer(MediaFrame frame) {
    hasVideo |= frame.isVideo();
    boolean resumes = frame.isSync() && (frame.isVideo() || !hasVideo);
    if ((dropping && !resumes) || queue.size() >= frameCapacity || !queue.offer(frame)) {
      frame.release();
      dropping = true;
      dropped++;
      return false;
    }
    dropping = false;
    return true;
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
    if (dropping) {
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
      drain.onFrame(frame);
    } else {
      ((Runnable) entry).run();
    }
  }
}
