package io.headrace.hls.origin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import io.headrace.hls.origin.HlsRequest.Directives;
import io.headrace.media.buffer.MemoryBudget;
import io.headrace.media.frame.MediaFrame;
import io.headrace.media.frame.Track;
import io.headrace.media.hub.EndReason;
import io.headrace.media.hub.Hub;
import io.headrace.media.hub.HubConfig;
import io.headrace.media.hub.LiveStream;
import io.headrace.media.hub.Publication;
import io.headrace.media.hub.PublishOutcome;
import io.headrace.media.hub.Publisher;
import io.headrace.media.hub.StreamPath;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A hub, its HLS outputs, and one publisher on one path, on a clock that the test moves. */
final class TestStream implements AutoCloseable {
  static final StreamPath PATH = StreamPath.parse("live/test");
  static final long START_WALL_MS = 1_767_225_600_000L; // 2026-01-01T00:00:00Z

  private static final Publisher PUBLISHER = new Publisher("test", "127.0.0.1", "127.0.0.1:1");

  final ManualLoop loop = new ManualLoop();
  final MemoryBudget budget;
  final HlsOrigins origins;
  final Hub hub;
  private @Nullable Publication publication;

  TestStream(HlsConfig config) {
    this(config, 1L << 30);
  }

  TestStream(HlsConfig config, long budgetBytes) {
    budget = new MemoryBudget(budgetBytes);
    origins = new HlsOrigins(path -> config, budget, this::wallMs);
    hub = new Hub(HubConfig.DEFAULT, budget, origins);
  }

  long wallMs() {
    return START_WALL_MS + Math.floorDiv(loop.nowNs(), 1_000_000) + 1_000;
  }

  LiveStream stream() {
    LiveStream stream = hub.find(PATH);
    return stream == null ? fail("no stream") : stream;
  }

  Publication publish(List<Track> tracks) {
    hub.publish(
        PATH,
        PUBLISHER,
        loop,
        new PublishOutcome() {
          @Override
          public void accepted(Publication accepted) {
            publication = accepted;
          }

          @Override
          public void refused(PublishRefusal reason, String message) {
            fail(message);
          }
        });
    publication().announce(tracks);
    return publication();
  }

  Publication publication() {
    Publication current = publication;
    return current == null ? fail("nobody publishes") : current;
  }

  /** One frame in a read of its own. Ownership: takes {@code frame}. */
  void write(MediaFrame frame) {
    publication().write(frame);
    publication().flush();
  }

  /** Every frame when it arrives, with {@code afterEach} called after each read. */
  void play(List<Source.Arrival> arrivals, Runnable afterEach) {
    long startNs = loop.nowNs();
    for (Source.Arrival arrival : arrivals) {
      long dueNs = startNs + arrival.atMs() * 1_000_000;
      loop.clock.advanceNs(Math.max(0, dueNs - loop.nowNs()));
      write(arrival.frame());
      afterEach.run();
    }
  }

  void play(List<Source.Arrival> arrivals) {
    play(arrivals, () -> {});
  }

  /** The publisher's connection is lost. */
  void lose() {
    publication().end(EndReason.LOST);
  }

  Resolution get(@Nullable String generation, String file, Directives directives) {
    return origins.resolve(new HlsRequest(PATH, generation, file, directives));
  }

  Resolution get(String file) {
    return get(stream().generation(), file, Directives.NONE);
  }

  /** With delivery directives. */
  Resolution block(String file, @Nullable String msn, @Nullable String part) {
    return get(stream().generation(), file, new Directives(msn, part, null));
  }

  /** The bytes of a resolution that must be Ready. */
  static byte[] bytes(Resolution resolution) {
    if (!(resolution instanceof Resolution.Ready ready)) {
      return fail("not ready: " + resolution);
    }
    ByteBuf bytes = ready.content().bytes();
    byte[] copy = ByteBufUtil.getBytes(bytes);
    ready.content().release();
    return copy;
  }

  byte[] fetch(String file) {
    return bytes(get(file));
  }

  PlaylistText playlist(String rendition) {
    return PlaylistText.parse(fetch(rendition + ".m3u8"));
  }

  String multivariant() {
    byte[] bytes = bytes(get(null, "index.m3u8", Directives.NONE));
    return new String(bytes, java.nio.charset.StandardCharsets.US_ASCII);
  }

  /** Gives everything up and checks that no memory stays reserved. */
  @Override
  public void close() {
    hub.close();
    origins.close();
    loop.clock.advanceNs(2_000_000_000L);
    assertEquals(0, budget.usedBytes(), "memory still reserved");
  }
}
