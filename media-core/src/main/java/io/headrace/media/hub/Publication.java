package io.headrace.media.hub;

import io.headrace.media.buffer.MemoryBudget;
import io.headrace.media.frame.MediaFrame;
import io.headrace.media.frame.Track;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One publisher's turn on a stream. Calls come from the publisher's loop; when that is not the
 * stream's home loop they cross over through one bounded queue, and the epoch is checked on
 * arrival, so that late frames of a replaced publication go nowhere.
 */
public final class Publication {
  /** Told when the stream ends the publication from its side. Thread: publisher's loop. */
  public interface Listener {
    /** Close the connection; frames are ignored from now on. */
    void onRevoked(EndReason reason);
  }

  private final LiveStream stream;
  private final Publisher publisher;
  private final long epoch;
  private final Loop loop;
  private final long originMs;
  private final @Nullable FrameQueue handOver;

  // Publisher's loop.
  private @Nullable Listener listener;
  private @Nullable EndReason revoked;
  private boolean ended;

  Publication(
      LiveStream stream,
      Publisher publisher,
      long epoch,
      Loop loop,
      long originMs,
      int queueFrames,
      MemoryBudget budget) {
    this.stream = stream;
    this.publisher = publisher;
    this.epoch = epoch;
    this.loop = loop;
    this.originMs = originMs;
    this.handOver =
        stream.home().inLoop() && loop.inLoop()
            ? null
            : new FrameQueue(queueFrames, budget, stream.home(), new HomeDrain());
  }

  /** Number of this publication within its stream, from 1. */
  public long epoch() {
    return epoch;
  }

  /**
   * Where the first timestamp of this publication belongs on the stream's timeline, in
   * milliseconds: behind everything that earlier publications brought.
   */
  public long originMs() {
    return originMs;
  }

  public LiveStream stream() {
    return stream;
  }

  public Publisher publisher() {
    return publisher;
  }

  /** Registers who closes the connection on revocation. Thread: publisher's loop. */
  public void listen(Listener newListener) {
    assert loop.inLoop();
    listener = newListener;
    if (revoked != null) {
      newListener.onRevoked(revoked);
    }
  }

  /** The track set, before the first frame and whenever it changes. Thread: publisher's loop. */
  public void announce(List<Track> tracks) {
    assert loop.inLoop();
    List<Track> copy = List.copyOf(tracks);
    if (handOver != null) {
      handOver.expect(copy);
    }
    inOrder(() -> stream.onTracks(this, copy));
  }

  /** Thread: publisher's loop. Ownership: takes {@code frame}, also when it is dropped. */
  public void write(MediaFrame frame) {
    assert loop.inLoop();
    if (ended) {
      frame.release();
    } else if (handOver == null) {
      stream.onFrame(this, frame);
    } else if (!handOver.offer(frame)) {
      stream.countHandOverDrop();
    }
  }

  /** The frames of one read have all been written. Thread: publisher's loop. */
  public void flush() {
    assert loop.inLoop();
    if (ended) {
      return;
    }
    if (handOver == null) {
      stream.onBatchEnd(this);
    } else {
      handOver.wake();
    }
  }

  /** Ends the publication; further calls do nothing. Thread: publisher's loop. */
  public void end(EndReason reason) {
    assert loop.inLoop();
    if (!ended) {
      inOrder(() -> stream.onPublicationEnd(this, reason));
      ended = true;
    }
  }

  /** Thread: home loop. */
  void revoke(EndReason reason) {
    loop.post(
        () -> {
          if (ended) {
            return; // Its publisher went, and may have taken something else up.
          }
          ended = true;
          revoked = reason;
          if (listener != null) {
            listener.onRevoked(reason);
          }
        });
  }

  /** Runs {@code event} on the home loop behind the frames already written. */
  private void inOrder(Runnable event) {
    if (ended) {
      return;
    }
    if (handOver == null) {
      event.run();
      return;
    }
    if (!handOver.offerEvent(event)) {
      // The home loop is far behind; order no longer matters to frames that are dropped anyway.
      stream.home().post(event);
    }
    handOver.wake();
  }

  private final class HomeDrain implements FrameQueue.Drain {
    @Override
    public void onFrame(MediaFrame frame) {
      stream.onFrame(Publication.this, frame);
    }

    @Override
    public void onBatchEnd() {
      stream.onBatchEnd(Publication.this);
    }
  }

  @Override
  public String toString() {
    return publisher.peer() + " epoch " + epoch;
  }
}
