package io.headrace.bench.play;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headrace.bench.load.FlvSource;
import io.headrace.bench.load.FrameClock;
import io.headrace.bench.load.LoadTransport;
import io.headrace.bench.load.PublisherLoad;
import io.headrace.bench.load.SyntheticFlv;
import io.headrace.rtmp.session.RtmpUrl;
import io.headrace.server.HeadraceServer;
import io.headrace.server.config.ListenAddress;
import io.headrace.server.config.ServerConfig;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** RTMP players against a real server. */
final class RtmpPlayerLoadTest {
  private static final int BITS_PER_SECOND = 300_000;
  private static final int PATIENCE_S = 30;

  private final LoadTransport transport = new LoadTransport(1);
  private final PublisherLoad publisher =
      new PublisherLoad(
          transport,
          FlvSource.of(
              SyntheticFlv.write(BITS_PER_SECOND, 8, 1, new UnpooledByteBufAllocator(true, true))));
  private final RtmpPlayerLoad players = new RtmpPlayerLoad(transport);
  private HeadraceServer server;
  private String url;

  @BeforeEach
  void start() throws Exception {
    ListenAddress anyPort = ListenAddress.parse("127.0.0.1:0");
    server = HeadraceServer.start(ServerConfig.DEFAULT.withListen(anyPort, anyPort));
    url = "rtmp://127.0.0.1:" + server.rtmpAddress().getPort() + "/live/s";
  }

  @AfterEach
  void stop() {
    players.close();
    publisher.close();
    transport.close();
    server.close();
  }

  private void publish() throws InterruptedException {
    publisher.start(url, 0, 1, 0, FrameClock.NONE);
    await(() -> publisher.live() == 1);
  }

  private void play(int count) throws InterruptedException {
    players.start(RtmpUrl.parse(url), count, 0, RtmpPlayerLoad.SYSTEM_BUFFER);
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() - deadlineNs < 0, "in time");
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  @Test
  void playersReceiveEveryFrameOnceAndTellItsDelay() throws InterruptedException {
    publish();
    play(3);
    assertTrue(players.awaitPlaying(PATIENCE_S), players.report().toString());
    players.measureFromNow();
    await(() -> players.report().delayMs().count() >= 100);
    RtmpPlayerLoad.Report report = players.report();
    assertTrue(report.isSound(), report.toString());
    assertEquals(0, report.unstampedFrames());
    assertTrue(report.videoFrames() > 0 && report.audioFrames() > 0, report.toString());
    assertTrue(report.delayMs().maxMs() < TimeUnit.SECONDS.toMillis(PATIENCE_S));
    assertTrue(report.bytes() > 0);
  }

  @Test
  void whatHasNotComeYetIsMissing() throws InterruptedException {
    publish();
    play(2);
    assertTrue(players.awaitPlaying(PATIENCE_S), players.report().toString());
    assertTrue(players.missing(1_000_000, 1_000_000) > 2_000_000);
    await(() -> players.missing(20, 20) == 0);
  }

  @Test
  void aStreamThatIsNotThereIsANamedError() throws InterruptedException {
    play(1);
    assertFalse(players.awaitPlaying(PATIENCE_S));
    assertEquals(Set.of("NOT_FOUND"), players.report().errors().keySet());
  }

  @Test
  void aServerThatEndsIsANamedError() throws InterruptedException {
    publish();
    play(1);
    assertTrue(players.awaitPlaying(PATIENCE_S), players.report().toString());
    server.close();
    await(() -> !players.report().errors().isEmpty());
    assertEquals(Set.of("CLOSED_BY_SERVER"), players.report().errors().keySet());
  }

  @Test
  void playersThatStopReadingForAMomentAreNotDropped() throws InterruptedException {
    publish();
    try (StalledPlayers stalled = new StalledPlayers(transport)) {
      stalled.start(RtmpUrl.parse(url), 1);
      assertTrue(stalled.awaitPlaying(PATIENCE_S));
      stalled.stall();
      assertEquals(new StalledPlayers.Outcome(1, 0), stalled.finish());
    }
  }
}
