package io.headrace.testkit;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A healthy stream that runs through the server while others misbehave: a short clip published by
 * RTMP in real time, over and over, and watched as low-latency HLS and as RTMP. When the abuse is
 * over, {@link #assertUnmoved} tells whether any viewer would have noticed.
 *
 * <p>Thread: methods belong to the test's; publishing and watching have one of their own each.
 */
public final class Canary implements AutoCloseable {
  /** Where it is by convention. */
  public static final String APP = "live";

  public static final String NAME = "canary";

  static final String CLIP = "canary.flv";

  private static final int CLIP_MS = 8_000;
  private static final int VIDEO = 9;
  private static final int AUDIO = 8;
  private static final int PARTS_TO_START_WITH = 3;
  private static final Duration FRAME = Duration.ofMillis(34);
  private static final Duration START_TIMEOUT = Duration.ofSeconds(30);

  private final RtmpPeer peer;
  private final PartWatcher watcher;
  private final FrameWatcher player;
  private final CountDownLatch singing = new CountDownLatch(1);
  private final CountDownLatch seen = new CountDownLatch(1);
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
  private final Thread publishing = new Thread(this::publish, "canary-publish");
  private final Thread watching = new Thread(this::watch, "canary-watch");
  private final Thread playing = new Thread(this::play, "canary-play");
  private volatile boolean closed;

  private Canary(RtmpPeer peer, PartWatcher watcher, FrameWatcher player) {
    this.peer = peer;
    this.watcher = watcher;
    this.player = player;
  }

  /**
   * Publishes {@code app/name} to {@code rtmp}, and watches it through {@code http} and {@code
   * rtmp}; returns when its parts and frames arrive.
   */
  public static Canary start(InetSocketAddress rtmp, URI http, String app, String name)
      throws IOException, InterruptedException {
    RtmpPeer peer = RtmpPeer.connect(rtmp);
    peer.publish(app, name);
    URI multivariant = http.resolve("/" + app + "/" + name + "/index.m3u8");
    FrameWatcher player = FrameWatcher.open(rtmp, app, name);
    Canary canary = new Canary(peer, new PartWatcher(multivariant), player);
    try {
      canary.publishing.start();
      canary.watching.start();
      canary.playing.start();
      for (CountDownLatch latch : List.of(canary.singing, canary.seen)) {
        if (!latch.await(START_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
          fail("canary: no parts or no frames within " + START_TIMEOUT, canary.failure.get());
        }
      }
      canary.watcher.arrivals().report();
      player.arrivals().report();
      return canary;
    } catch (InterruptedException | AssertionError e) {
      canary.close();
      throw e;
    }
  }

  /**
   * Waits for the next part and frame. Fails if since the start, or the last call, one came later
   * after the one before it than is usual and {@code margin}.
   */
  public void assertUnmoved(Duration margin) throws InterruptedException {
    assertUnmoved(watcher.arrivals(), watcher.partTarget().plus(margin));
    assertUnmoved(player.arrivals(), FRAME.plus(margin));
  }

  private void assertUnmoved(Arrivals arrivals, Duration limit) throws InterruptedException {
    arrivals.awaitNext(limit);
    if (failure.get() != null) {
      fail("canary: stopped", failure.get());
    }
    Arrivals.Report report = arrivals.report();
    System.out.println("canary: " + report);
    assertTrue(
        report.count() > 0 && report.longestGap().compareTo(limit) <= 0,
        () -> "canary: " + report + " (expected: no gap over " + limit + ")");
  }

  /** Stops publishing and watching. */
  @Override
  public void close() throws IOException {
    closed = true;
    peer.close();
    player.close();
    publishing.interrupt();
    watching.interrupt();
    try {
      publishing.join();
      watching.join();
      playing.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void publish() {
    List<FlvTag> clip = FlvTag.readResource(CLIP);
    long startNs = System.nanoTime();
    try {
      for (int round = 0; !closed; round++) {
        for (FlvTag tag : clip) {
          if (isToSend(tag, round)) {
            int timestampMs = round * CLIP_MS + tag.timestampMs();
            waitUntil(startNs + TimeUnit.MILLISECONDS.toNanos(timestampMs));
            peer.send(tag.type(), timestampMs, tag.payload());
          }
        }
      }
    } catch (IOException e) {
      report(e);
    }
  }

  /** Codec headers once; metadata, and what would overlap the next round, never. */
  private static boolean isToSend(FlvTag tag, int round) {
    boolean isMedia = tag.type() == VIDEO || tag.type() == AUDIO;
    boolean isCodecHeader = isMedia && tag.payload()[1] == 0;
    return isMedia && (round == 0 || !isCodecHeader) && tag.timestampMs() < CLIP_MS;
  }

  private void waitUntil(long dueNs) {
    for (long leftNs = dueNs - System.nanoTime(); leftNs > 0 && !closed; ) {
      LockSupport.parkNanos(leftNs);
      leftNs = dueNs - System.nanoTime();
    }
  }

  private void watch() {
    try {
      watcher.open();
      for (int parts = 0; !closed; ) {
        parts += watcher.awaitParts();
        if (parts >= PARTS_TO_START_WITH) {
          singing.countDown();
        }
      }
    } catch (IOException e) {
      report(e);
    } catch (InterruptedException e) {
      if (!closed) {
        report(e);
      }
    }
  }

  private void play() {
    try {
      while (!closed) {
        if (player.read()) {
          seen.countDown();
        }
      }
    } catch (IOException e) {
      report(e);
    }
  }

  private void report(Exception e) {
    if (!closed) {
      failure.compareAndSet(null, e);
    }
  }
}
