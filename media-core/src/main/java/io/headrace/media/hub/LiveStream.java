package io.headrace.media.hub;

import io.headrace.media.buffer.MemoryBudget;
import io.headrace.media.frame.MediaFrame;
import io.headrace.media.frame.Track;
import io.headrace.media.hub.PublishOutcome.PublishRefusal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * One generation of a stream: from its first publication until it is ENDED. It lives on its home
 * loop, which is the first publisher's; publications on other loops hand their frames over.
 *
 * <p>Thread: home loop, except for the accessors marked "any".
 */
public final class LiveStream {
  private static final StreamSink[] NO_SINKS = {};
  private static final Subscription[] NO_SUBSCRIPTIONS = {};

  /** Least distance of a returning publication from all that was there before. */
  private static final long RETURN_GAP_MS = 1_000;

  private final StreamPath path;
  private final String generation;
  private final Loop home;
  private final HubConfig config;
  private final MemoryBudget budget;
  private final Hub hub;
  private final GopCache gopCache;
  private final long createdNs;
  private final LongAdder handOverDrops = new LongAdder();
  private final LongAdder subscriberDrops = new LongAdder();

  private volatile StreamState state = StreamState.IDLE;
  private volatile @Nullable Publisher publisher;
  private volatile List<Track> tracks = List.of();
  private volatile int subscribers;

  // Home loop.
  private StreamSink[] sinks = NO_SINKS;
  private Subscription[] subscriptions = NO_SUBSCRIPTIONS;
  private @Nullable Publication current;

  /** What the last publisher's key is told by; only that key may return or take over. */
  private @Nullable String keyDigest;

  private long epoch;
  private long tracksEpoch;
  private boolean observed;
  private boolean announced;
  private long latestMs;
  private long lastFrameNs;
  private long lastTakeoverNs;
  private boolean takenOverBefore;
  private Loop.@Nullable Timer graceTimer;

  LiveStream(
      StreamPath path,
      String generation,
      Loop home,
      HubConfig config,
      MemoryBudget budget,
      Hub hub) {
    this.path = path;
    this.generation = generation;
    this.home = home;
    this.config = config;
    this.budget = budget;
    this.hub = hub;
    this.createdNs = home.nowNs();
    this.gopCache = new GopCache(budget, config.gopCacheBytes(), config.gopCacheFrames());
  }

  /** Thread: any. */
  public StreamPath path() {
    return path;
  }

  /** Random name of this generation, safe in URLs. Thread: any. */
  public String generation() {
    return generation;
  }

  /** Thread: any. */
  public Loop home() {
    return home;
  }

  /** Thread: any. */
  public StreamState state() {
    return state;
  }

  /** Who publishes, or null while nobody does. Thread: any. */
  public @Nullable Publisher publisher() {
    return publisher;
  }

  /** The track set last announced. Thread: any. */
  public List<Track> tracks() {
    return tracks;
  }

  /** Frames lost between loops because the home loop was behind. Thread: any. */
  public long handOverDrops() {
    return handOverDrops.sum();
  }

  /** Frames that slow subscribers lost. Thread: any. */
  public long subscriberDrops() {
    return subscriberDrops.sum();
  }

  /** Consumers on loops of their own, such as relays to players. Thread: any. */
  public int subscribers() {
    return subscribers;
  }

  /** Adds a consumer on the home loop; called before the first frame. Thread: home loop. */
  public void attach(StreamSink sink) {
    assert home.inLoop();
    StreamSink[] grown = Arrays.copyOf(sinks, sinks.length + 1);
    grown[sinks.length] = sink;
    sinks = grown;
  }

  /**
   * Starts a consumer on {@code loop} with the track set and the GOP cache. On an ended stream the
   * consumer is told ENDED and nothing else. Thread: any.
   */
  public Subscription subscribe(Loop loop, FrameConsumer consumer) {
    Subscription subscription =
        new Subscription(this, loop, consumer, config.queueFrames(), budget);
    home.post(() -> add(subscription));
    return subscription;
  }

  /** Ends the stream now, whoever publishes. Thread: any. */
  public void kick() {
    home.post(
        () -> {
          revokeCurrent(EndReason.KICKED);
          end();
        });
  }

  private void add(Subscription subscription) {
    if (state == StreamState.ENDED) {
      subscription.state(StreamState.ENDED);
      return;
    }
    Subscription[] grown = Arrays.copyOf(subscriptions, subscriptions.length + 1);
    grown[subscriptions.length] = subscription;
    subscriptions = grown;
    subscribers = grown.length;
    if (!tracks.isEmpty()) {
      subscription.tracks(tracksEpoch, tracks);
      gopCache.forEach(subscription::offer);
    }
    subscription.state(state);
  }

  void remove(Subscription subscription) {
    List<Subscription> left = new ArrayList<>(List.of(subscriptions));
    left.remove(subscription);
    subscriptions = left.toArray(NO_SUBSCRIPTIONS);
    subscribers = subscriptions.length;
  }

  /** Lets {@code observer} attach its sinks, once. Thread: home loop. */
  void created(StreamObserver observer) {
    assert home.inLoop();
    if (!observed && state != StreamState.ENDED) {
      observed = true;
      observer.onStreamCreated(this);
    }
  }

  /** Decides on a publisher. Thread: home loop. Returns false when this generation has ended. */
  boolean admit(Publisher candidate, Loop loop, PublishOutcome outcome) {
    assert home.inLoop();
    if (state == StreamState.ENDED) {
      return false;
    }
    Publication active = current;
    String refusal = active == null ? returnRefusal(candidate) : takeoverRefusal(active, candidate);
    if (refusal != null) {
      loop.post(() -> outcome.refused(PublishRefusal.ALREADY_PUBLISHING, refusal));
      return true;
    }
    if (active != null) {
      takenOverBefore = true;
      lastTakeoverNs = home.nowNs();
      revokeCurrent(EndReason.TAKEN_OVER);
      suspend(active);
    }
    cancelGrace();
    announced = false;
    epoch++;
    lastFrameNs = home.nowNs();
    Publication publication =
        new Publication(this, candidate, epoch, loop, originMs(), config.queueFrames(), budget);
    current = publication;
    publisher = candidate;
    keyDigest = candidate.keyDigest();
    if (loop.inLoop()) {
      outcome.accepted(publication);
    } else {
      loop.post(() -> outcome.accepted(publication));
    }
    return true;
  }

  /** Later than everything before, and as much later as time has passed. */
  private long originMs() {
    long firstMs = config.timelineOrigin().toMillis();
    if (epoch == 1) {
      return firstMs;
    }
    long ageMs = (home.nowNs() - createdNs) / 1_000_000;
    return Math.max(firstMs + ageMs, latestMs + RETURN_GAP_MS);
  }

  /** A stream that waits for a publisher with a key waits for that key. */
  private @Nullable String returnRefusal(Publisher candidate) {
    return keyDigest == null || keyDigest.equals(candidate.keyDigest())
        ? null
        : "the stream is held for its publisher";
  }

  private @Nullable String takeoverRefusal(Publication active, Publisher candidate) {
    long now = home.nowNs();
    if (!mayReplace(active, candidate, now)) {
      return "the stream is already being published";
    }
    if (takenOverBefore && now - lastTakeoverNs < config.takeoverInterval().toNanos()) {
      return "the stream changed its publisher a moment ago";
    }
    return null;
  }

  private boolean mayReplace(Publication active, Publisher candidate, long now) {
    if (keyDigest != null) {
      return keyDigest.equals(candidate.keyDigest());
    }
    return active.publisher().address().equals(candidate.address())
        || now - lastFrameNs >= config.takeoverSilence().toNanos();
  }

  void onTracks(Publication from, List<Track> newTracks) {
    if (from != current) {
      return;
    }
    announced = true;
    tracks = newTracks;
    tracksEpoch = epoch;
    gopCache.clear();
    for (StreamSink sink : sinks) {
      sink.onTracks(epoch, newTracks);
    }
    for (Subscription subscription : subscriptions) {
      subscription.tracks(epoch, newTracks);
    }
    enter(StreamState.LIVE);
  }

  /** Ownership: takes {@code frame}, also when it throws. */
  void onFrame(Publication from, MediaFrame frame) {
    if (from != current) {
      frame.release();
      return;
    }
    lastFrameNs = home.nowNs();
    latestMs = Math.max(latestMs, frame.dtsTicks() * 1_000 / frame.track().timescaleHz());
    try {
      for (StreamSink sink : sinks) {
        sink.onFrame(frame);
      }
      for (Subscription subscription : subscriptions) {
        subscription.offer(frame);
      }
      gopCache.add(frame);
    } finally {
      frame.release();
    }
  }

  void onBatchEnd(Publication from) {
    if (from != current) {
      return;
    }
    for (StreamSink sink : sinks) {
      sink.onBatchEnd();
    }
    for (Subscription subscription : subscriptions) {
      subscription.wake();
    }
  }

  void onPublicationEnd(Publication from, EndReason reason) {
    if (from != current) {
      return;
    }
    current = null;
    publisher = null;
    suspend(from);
    if (reason == EndReason.KICKED) {
      end();
      return;
    }
    long graceNs =
        (reason == EndReason.STOPPED ? config.graceOnStop() : config.graceOnLoss()).toNanos();
    if (state == StreamState.IDLE || graceNs == 0) {
      end();
    } else {
      cancelGrace();
      graceTimer = home.schedule(this::onGraceOver, graceNs);
    }
  }

  void countHandOverDrop() {
    handOverDrops.increment();
  }

  void countSubscriberDrops(int frames) {
    subscriberDrops.add(frames);
  }

  private void onGraceOver() {
    if (current == null) {
      end();
    }
  }

  private void revokeCurrent(EndReason reason) {
    if (current != null) {
      current.revoke(reason);
      current = null;
      publisher = null;
    }
  }

  /** What follows for consumers when the media of {@code from} stops. */
  private void suspend(Publication from) {
    gopCache.clear();
    if (from.epoch() == epoch && announced) {
      announced = false;
      for (StreamSink sink : sinks) {
        sink.onHeld();
      }
      enter(StreamState.HELD);
    }
  }

  private void end() {
    if (state == StreamState.ENDED) {
      return;
    }
    cancelGrace();
    gopCache.clear();
    for (StreamSink sink : sinks) {
      sink.onEnded();
    }
    enter(StreamState.ENDED);
    sinks = NO_SINKS;
    subscriptions = NO_SUBSCRIPTIONS;
    subscribers = 0;
    hub.onEnded(this);
  }

  private void enter(StreamState next) {
    if (state == next) {
      return;
    }
    state = next;
    for (Subscription subscription : subscriptions) {
      subscription.state(next);
    }
    hub.onState(this, next);
  }

  private void cancelGrace() {
    if (graceTimer != null) {
      graceTimer.cancel();
      graceTimer = null;
    }
  }

  @Override
  public String toString() {
    return path + "@" + generation + " " + state;
  }
}
