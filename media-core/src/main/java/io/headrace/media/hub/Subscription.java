package io.headrace.media.hub;

import io.headrace.media.buffer.MemoryBudget;
import io.headrace.media.frame.MediaFrame;
import io.headrace.media.frame.Track;
import java.util.List;

/**
 * A consumer on a loop of its own, fed through a bounded queue. It starts with the track set and
 * the GOP cache, or, where that is empty, the next sync frame. When it is too slow it loses frames
 * up to the next sync frame and is told how many; the stream and all other consumers go on.
 */
public final class Subscription {
  private final LiveStream stream;
  private final Loop loop;
  private final FrameConsumer consumer;
  private final FrameQueue queue;

  // Consumer loop.
  private boolean closed;

  // Home loop.
  private boolean dead;

  Subscription(
      LiveStream stream, Loop loop, FrameConsumer consumer, int queueFrames, MemoryBudget budget) {
    this.stream = stream;
    this.loop = loop;
    this.consumer = consumer;
    this.queue = new FrameQueue(queueFrames, budget, loop, new ConsumerDrain());
    queue.startAtSync();
  }

  /**
   * Ends the subscription: no call to the consumer follows, and queued frames are released. Thread:
   * consumer loop.
   */
  public void close() {
    assert loop.inLoop();
    if (!closed) {
      closed = true;
      // The producer lets go first; only then may the consumer's side empty the queue.
      stream
          .home()
          .post(
              () -> {
                stream.remove(this);
                loop.post(queue::clear);
              });
    }
  }

  /** Thread: home loop. Ownership: borrows {@code frame}. */
  void offer(MediaFrame frame) {
    if (queue.offer(frame.retained())) {
      int dropped = queue.takeDropped();
      if (dropped > 0) {
        stream.countSubscriberDrops(dropped);
        event(() -> consumer.onDropped(dropped));
      }
    }
  }

  /** Thread: home loop. */
  void tracks(long epoch, List<Track> tracks) {
    queue.expect(tracks);
    event(() -> consumer.onTracks(epoch, tracks));
  }

  /** Thread: home loop. */
  void state(StreamState state) {
    event(() -> consumer.onState(state));
    wake();
  }

  /** Thread: home loop. */
  void wake() {
    queue.wake();
  }

  private void event(Runnable event) {
    boolean queued =
        queue.offerEvent(
            () -> {
              if (!closed) {
                event.run();
              }
            });
    if (!queued && !dead) {
      // It has not run for so long that not even the room for events is left.
      dead = true;
      loop.post(
          () -> {
            if (!closed) {
              consumer.onState(StreamState.ENDED);
              close();
            }
          });
    }
  }

  private final class ConsumerDrain implements FrameQueue.Drain {
    @Override
    public void onFrame(MediaFrame frame) {
      try {
        if (!closed) {
          consumer.onFrame(frame);
        }
      } finally {
        frame.release();
      }
    }

    @Override
    public void onBatchEnd() {
      if (!closed) {
        consumer.onBatchEnd();
      }
    }
  }
}
