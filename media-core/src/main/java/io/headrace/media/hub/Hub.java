package io.headrace.media.hub;

import io.headrace.media.buffer.MemoryBudget;
import io.headrace.media.hub.PublishOutcome.PublishRefusal;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The streams of this server by path. Publishing is asynchronous: the decision falls on the
 * stream's home loop, the answer comes back on the publisher's.
 *
 * <p>Thread: any.
 */
public final class Hub {
  private static final Logger log = LoggerFactory.getLogger(Hub.class);
  private static final int GENERATION_BITS = 40;

  private final HubConfig config;
  private final MemoryBudget budget;
  private final StreamObserver observer;
  private final SecureRandom random = new SecureRandom();
  private final ConcurrentHashMap<StreamPath, LiveStream> streams = new ConcurrentHashMap<>();
  private final StreamWaiters waiters = new StreamWaiters();

  public Hub(HubConfig config, MemoryBudget budget, StreamObserver observer) {
    this.config = config;
    this.budget = budget;
    this.observer = observer;
  }

  /**
   * Asks to publish on {@code path}. The stream is created with {@code loop} as its home when there
   * is none; a held stream goes on; an active publisher is replaced where the takeover rule allows.
   *
   * @param loop the publisher's loop; it must outlive its connection
   * @param outcome called once, on {@code loop}
   */
  public void publish(StreamPath path, Publisher publisher, Loop loop, PublishOutcome outcome) {
    LiveStream existing = streams.get(path);
    if (existing == null && !admitsNewStream(loop, outcome)) {
      return;
    }
    LiveStream stream =
        streams.compute(
            path,
            (key, present) ->
                present != null && present.state() != StreamState.ENDED
                    ? present
                    : new LiveStream(key, newGeneration(), loop, config, budget, this));
    Runnable admission =
        () -> {
          stream.created(observer);
          if (!stream.admit(publisher, loop, outcome)) {
            // It ended in between: the next attempt creates its successor.
            streams.remove(path, stream);
            publish(path, publisher, loop, outcome);
          }
        };
    if (stream.home().inLoop()) {
      admission.run();
    } else {
      stream.home().post(admission);
    }
  }

  /** What all that holds media of these streams draws on. */
  public MemoryBudget budget() {
    return budget;
  }

  /** The stream at {@code path} that has not ended, or null. */
  public @Nullable LiveStream find(StreamPath path) {
    return streams.get(path);
  }

  /**
   * Calls {@code arrived} once, on {@code loop}, when the stream at {@code path} is live, which it
   * may be already.
   *
   * @return gives up waiting; a call that is under way may still come
   */
  public StreamWaiters.Waiter await(StreamPath path, Loop loop, Consumer<LiveStream> arrived) {
    StreamWaiters.Waiter waiter = waiters.add(path, loop, arrived);
    LiveStream present = streams.get(path);
    if (present != null && present.state() == StreamState.LIVE) {
      waiters.tell(present);
    }
    return waiter;
  }

  /** Those who {@link #await} a stream. */
  public int waiters() {
    return waiters.count();
  }

  /** A snapshot of all streams that have not ended. */
  public Collection<LiveStream> streams() {
    return List.copyOf(streams.values());
  }

  /** Ends every stream. */
  public void close() {
    streams.values().forEach(LiveStream::kick);
  }

  void onState(LiveStream stream, StreamState state) {
    log.info("stream {} {} (generation {})", stream.path(), state, stream.generation());
    if (state == StreamState.LIVE) {
      waiters.tell(stream);
    }
  }

  void onEnded(LiveStream stream) {
    streams.remove(stream.path(), stream);
  }

  private boolean admitsNewStream(Loop loop, PublishOutcome outcome) {
    if (streams.size() >= config.maxStreams()) {
      refuse(
          loop,
          outcome,
          PublishRefusal.TOO_MANY_STREAMS,
          "the server carries as many streams as it may (" + config.maxStreams() + ")");
      return false;
    }
    if (!budget.admitsNewStream()) {
      refuse(
          loop,
          outcome,
          PublishRefusal.OUT_OF_MEMORY_BUDGET,
          "the server's media memory is nearly used up");
      return false;
    }
    return true;
  }

  private static void refuse(
      Loop loop, PublishOutcome outcome, PublishRefusal reason, String message) {
    if (loop.inLoop()) {
      outcome.refused(reason, message);
    } else {
      loop.post(() -> outcome.refused(reason, message));
    }
  }

  private String newGeneration() {
    return Long.toUnsignedString(random.nextLong() >>> (Long.SIZE - GENERATION_BITS), 36);
  }
}
