package io.headrace.server.pull;

import io.headrace.hls.origin.VersionSignal;
import io.headrace.media.hub.LiveStream;
import io.headrace.media.hub.Loop;
import io.headrace.media.hub.StreamState;
import io.headrace.rtmp.netty.RtmpPull;
import io.headrace.rtmp.session.ClientFailure;
import io.headrace.server.pull.SourceStatus.State;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One source: tries, tries again, and on demand starts with the first viewer and stops some time
 * after the last.
 *
 * <pre>
 * IDLE → CONNECTING → LIVE → BACK_OFF → CONNECTING …; back to IDLE when nobody watches
 * </pre>
 *
 * <p>Thread: its loop, except what is marked "any".
 */
final class PullSource {
  private static final Logger log = LoggerFactory.getLogger(PullSource.class);

  /** How often the viewers are counted. */
  private static final long LOOK_NS = Duration.ofSeconds(1).toNanos();

  /** Makes one attempt. Thread: the source's loop. */
  @FunctionalInterface
  interface Puller {
    /**
     * @return stops it, after which the listener hears no more
     */
    Runnable start(RtmpPull.Listener listener);
  }

  private final SourceConfig source;
  private final Duration startTimeout;
  private final Duration linger;
  private final Loop loop;
  private final Puller puller;
  private final LongSupplier wallClockMs;
  private final BackOff backOff;
  private final VersionSignal signal = new VersionSignal();

  private volatile SourceStatus status;
  private volatile long askedNs;
  private volatile long retryNs;
  private volatile @Nullable LiveStream stream;

  // Its loop.
  private @Nullable Runnable stopPull;
  private Loop.@Nullable Timer timer;
  private Loop.@Nullable Timer look;
  private long liveNs;

  PullSource(
      SourceConfig source,
      PullConfig config,
      Loop loop,
      Puller puller,
      RandomGenerator random,
      LongSupplier wallClockMs) {
    this.source = source;
    this.startTimeout = config.startTimeout();
    this.linger = config.linger();
    this.loop = loop;
    this.puller = puller;
    this.wallClockMs = wallClockMs;
    this.backOff = new BackOff(config.retry(), random);
    this.retryNs = loop.nowNs();
    this.askedNs = retryNs - Math.max(startTimeout.toNanos(), linger.toNanos());
    this.status =
        new SourceStatus(
            source.path().value(),
            source.url().toString(),
            State.IDLE,
            0,
            null,
            wallClockMs.getAsLong());
  }

  /** Thread: any. */
  SourceStatus status() {
    return status;
  }

  /** Raised when the stream appears, and when it does not. Thread: any. */
  VersionSignal signal() {
    return signal;
  }

  /** Whether there is a stream on its path, whoever publishes it. Thread: any. */
  boolean isPresent() {
    LiveStream present = stream;
    return present != null && present.state() != StreamState.ENDED;
  }

  /**
   * Somebody asks for the stream, or for the next piece of it.
   *
   * @return whether it is there or on its way. Thread: any.
   */
  boolean demand() {
    if (source.onDemand()) {
      askedNs = loop.nowNs();
    }
    boolean soon = retryNs - loop.nowNs() <= startTimeout.toNanos();
    return switch (status.state()) {
      case IDLE -> {
        loop.post(this::wake);
        yield soon;
      }
      case CONNECTING, LIVE -> true;
      case BACK_OFF -> soon;
      case CLOSED -> false;
    };
  }

  /** There is a new stream on its path, and it can be asked for. Thread: the stream's home loop. */
  void onStreamCreated(LiveStream created) {
    stream = created;
    signal.raise();
  }

  /** Begins, unless it is on demand. */
  void start() {
    if (!source.onDemand()) {
      connect();
    }
  }

  /** Ends for good. */
  void close() {
    stop();
    enter(State.CLOSED);
  }

  private void wake() {
    if (status.state() != State.IDLE || isPublishedByOthers()) {
      return;
    }
    if (retryNs - loop.nowNs() > 0) {
      waitForRetry();
    } else {
      connect();
    }
  }

  private boolean isPublishedByOthers() {
    LiveStream present = stream;
    return present != null && present.state() == StreamState.LIVE;
  }

  private void connect() {
    cancelTimer();
    SourceStatus before = status;
    status =
        new SourceStatus(
            before.path(),
            before.url(),
            State.CONNECTING,
            before.attempts() + 1,
            before.lastFailure(),
            wallClockMs.getAsLong());
    log.info("source {}: connects to {}", source.path(), source.url());
    Attempt attempt = new Attempt();
    stopPull = puller.start(attempt);
    lookLater();
  }

  private void waitForRetry() {
    enter(State.BACK_OFF);
    cancelTimer();
    timer = loop.schedule(this::retry, Math.max(0, retryNs - loop.nowNs()));
    lookLater();
    // Who waits asks again, and learns whether it is worth it.
    signal.raise();
  }

  private void retry() {
    timer = null;
    if (isWanted()) {
      connect();
    } else {
      enter(State.IDLE);
    }
  }

  /** Counts viewers while there is something to stop or to start again for them. */
  private void lookLater() {
    if (source.onDemand() && look == null) {
      look = loop.schedule(this::look, LOOK_NS);
    }
  }

  private void look() {
    look = null;
    State state = status.state();
    if (state == State.CLOSED) {
      return;
    }
    if (state == State.IDLE) {
      if (isWanted()) {
        wake();
      }
    } else if (!isWanted()) {
      log.info("source {}: stopped, nobody watches", source.path());
      stop();
      enter(State.IDLE);
    }
    if (status.state() != State.IDLE || isPresent()) {
      lookLater();
    }
  }

  private boolean isWanted() {
    if (!source.onDemand()) {
      return true;
    }
    // Who waits for the start has asked once.
    long patienceNs =
        status.state() == State.LIVE
            ? linger.toNanos()
            : Math.max(linger.toNanos(), startTimeout.toNanos());
    LiveStream present = stream;
    return loop.nowNs() - askedNs < patienceNs
        || (present != null && isPresent() && present.subscribers() > 0);
  }

  private void stop() {
    cancelTimer();
    Runnable stopping = stopPull;
    if (stopping != null) {
      stopPull = null;
      stopping.run();
    }
  }

  private void cancelTimer() {
    Loop.Timer armed = timer;
    if (armed != null) {
      timer = null;
      armed.cancel();
    }
  }

  private void enter(State next) {
    SourceStatus before = status;
    status =
        new SourceStatus(
            before.path(),
            before.url(),
            next,
            before.attempts(),
            before.lastFailure(),
            wallClockMs.getAsLong());
  }

  private void onFailure(ClientFailure failure, String why) {
    long nowNs = loop.nowNs();
    long onAirNs = status.state() == State.LIVE ? nowNs - liveNs : 0;
    long delayNs = backOff.nextNs(failure, onAirNs);
    retryNs = nowNs + delayNs;
    stopPull = null;
    SourceStatus before = status;
    status =
        new SourceStatus(
            before.path(),
            before.url(),
            before.state(),
            before.attempts(),
            failure,
            before.sinceMs());
    log.warn(
        "source {}: {}: {}; tries again in {} ms",
        source.path(),
        failure,
        why,
        Duration.ofNanos(delayNs).toMillis());
    waitForRetry();
  }

  private final class Attempt implements RtmpPull.Listener {
    @Override
    public void onLive() {
      liveNs = loop.nowNs();
      enter(State.LIVE);
    }

    @Override
    public void onEnd(ClientFailure failure, String why) {
      onFailure(failure, why);
    }
  }
}
