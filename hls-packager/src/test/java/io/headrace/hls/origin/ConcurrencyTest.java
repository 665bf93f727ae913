package io.headrace.hls.origin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headrace.hls.origin.HlsConfig.Preset;
import io.headrace.hls.origin.Resolution.Ready;
import io.headrace.hls.origin.Resolution.Wait;
import io.netty.buffer.ByteBufUtil;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Viewers on their own threads, while the stream goes on as fast as it can. */
class ConcurrencyTest {
  private static final int READERS = 3;

  @Test
  void whatAVersionNamesIsThereHoweverFastItIsReplaced() throws Exception {
    ExecutorService viewers = Executors.newFixedThreadPool(READERS);
    AtomicBoolean over = new AtomicBoolean();
    AtomicLong read = new AtomicLong();
    try (TestStream stream = new TestStream(Preset.ULTRA.config())) {
      stream.publish(Source.USUAL.tracks());
      stream.play(Source.USUAL.arrivals(10_000, 15_000));
      String generation = stream.stream().generation();
      List<Future<Void>> results = new ArrayList<>();
      for (int i = 0; i < READERS; i++) {
        String rendition = i % 2 == 0 ? "video" : "audio";
        Callable<Void> viewer =
            () -> {
              while (!over.get()) {
                view(stream, generation, rendition);
                read.incrementAndGet();
              }
              return null;
            };
        results.add(viewers.submit(viewer));
      }
      long fromMs = 15_000;
      long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      while ((fromMs < 75_000 || read.get() < 300) && System.nanoTime() < deadlineNs) {
        stream.play(Source.USUAL.arrivals(fromMs, fromMs + 1_000));
        fromMs += 1_000;
      }
      over.set(true);
      for (Future<Void> result : results) {
        result.get(10, TimeUnit.SECONDS);
      }
      assertTrue(read.get() >= 300, "read: " + read);
    } finally {
      over.set(true);
      viewers.shutdown();
      assertTrue(viewers.awaitTermination(10, TimeUnit.SECONDS));
    }
  }

  @Test
  void noWaiterMissesItsVersion() throws Exception {
    ExecutorService viewers = Executors.newFixedThreadPool(1);
    AtomicLong served = new AtomicLong();
    try (TestStream stream = new TestStream(Preset.ULTRA.config())) {
      stream.publish(Source.USUAL.tracks());
      stream.play(Source.USUAL.arrivals(10_000, 15_000));
      PlaylistText start = stream.playlist("video");
      long firstMsn = start.last().msn + 2;
      Future<Void> viewer =
          viewers.submit(
              () -> {
                for (long msn = firstMsn; msn < firstMsn + 20; msn++) {
                  awaitSegment(stream, msn);
                  served.incrementAndGet();
                }
                return null;
              });
      long fromMs = 15_000;
      while (!viewer.isDone() && fromMs < 600_000) {
        if (served.get() + firstMsn + 1 >= stream.playlist("video").last().msn) {
          stream.play(Source.USUAL.arrivals(fromMs, fromMs + 1_000));
          fromMs += 1_000;
        }
      }
      viewer.get(10, TimeUnit.SECONDS);
      assertEquals(20, served.get());
    } finally {
      viewers.shutdown();
      assertTrue(viewers.awaitTermination(10, TimeUnit.SECONDS));
    }
  }

  /** Registers first and asks again after, as the signal demands, and then only when it is told. */
  private static void awaitSegment(TestStream stream, long msn) throws InterruptedException {
    Resolution resolution = stream.block("video.m3u8", Long.toString(msn), "0");
    java.util.concurrent.Semaphore told = new java.util.concurrent.Semaphore(0);
    VersionSignal.Listener listener = told::release;
    VersionSignal signal = resolution instanceof Wait wait ? wait.signal() : null;
    if (signal != null) {
      signal.register(listener);
      resolution = stream.block("video.m3u8", Long.toString(msn), "0");
    }
    while (resolution instanceof Wait) {
      assertTrue(told.tryAcquire(10, TimeUnit.SECONDS), "never told of segment " + msn);
      resolution = stream.block("video.m3u8", Long.toString(msn), "0");
    }
    if (signal != null) {
      signal.unregister(listener);
    }
    PlaylistText playlist = PlaylistText.parse(TestStream.bytes(resolution));
    assertTrue(playlist.last().msn >= msn, "served too early");
  }

  private static void view(TestStream stream, String generation, String rendition) {
    Ready ready = (Ready) stream.get(generation, rendition + ".m3u8", HlsRequest.Directives.NONE);
    byte[] zipped = ByteBufUtil.getBytes(ready.content().gzipped());
    assertTrue(zipped.length > 100);
    PlaylistText playlist = PlaylistText.parse(TestStream.bytes(ready));
    PlaylistText.SegmentText open = playlist.last();
    List<PlaylistText.PartText> parts = open.parts;
    for (PlaylistText.PartText part : parts.subList(Math.max(0, parts.size() - 2), parts.size())) {
      fetch(stream, generation, part.uri(), open.msn);
    }
    PlaylistText.SegmentText oldest = playlist.segments.get(0);
    fetch(stream, generation, oldest.uri, oldest.msn);
  }

  /** Whole chunks, or nothing any more, but only when the segment has long left the playlist. */
  private static void fetch(TestStream stream, String generation, String file, long msn) {
    Resolution resolution = stream.get(generation, file, HlsRequest.Directives.NONE);
    if (resolution instanceof Ready ready) {
      byte[] bytes = ByteBufUtil.getBytes(ready.content().bytes());
      ready.content().release();
      assertFalse(Fragment.parseAll(bytes).isEmpty());
      return;
    }
    PlaylistText now = PlaylistText.parse(TestStream.bytes(stream.get("video.m3u8")));
    assertTrue(now.number("EXT-X-MEDIA-SEQUENCE") > msn + 7, () -> file + ": " + resolution);
  }
}
