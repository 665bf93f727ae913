package io.headrace.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.headrace.server.HeadraceServer;
import io.headrace.server.config.ListenAddress;
import io.headrace.server.config.ServerConfig;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The generators against a real server. */
final class LoadTest {
  private static final int BITS_PER_SECOND = 300_000;
  private static final int PATIENCE_S = 30;

  private static FlvSource source() {
    return FlvSource.of(
        SyntheticFlv.write(BITS_PER_SECOND, 8, 1, new UnpooledByteBufAllocator(true, true)));
  }

  private static HeadraceServer startServer() throws Exception {
    ListenAddress anyPort = ListenAddress.parse("127.0.0.1:0");
    return HeadraceServer.start(ServerConfig.DEFAULT.withListen(anyPort, anyPort));
  }

  private static String url(String scheme, int port, String rest) {
    return scheme + "://127.0.0.1:" + port + "/live/" + rest;
  }

  @Test
  void playersReceiveWithoutAFaultWhatPublishersSend() throws Exception {
    CountDownLatch versions = new CountDownLatch(30);
    try (HeadraceServer server = startServer();
        LoadTransport transport = new LoadTransport(2);
        PublisherLoad publishers = new PublisherLoad(transport, source());
        PlayerLoad players = new PlayerLoad(transport)) {
      publishers.start(
          url("rtmp", server.rtmpAddress().getPort(), "s%d"), 0, 2, 10, FrameClock.NONE);
      players.start(
          url("http", server.httpAddress().getPort(), "s%d/index.m3u8"),
          2,
          3,
          10,
          TimeUnit.SECONDS.toMillis(PATIENCE_S),
          (rendition, playlist, blocked, firstByteNs) -> versions.countDown());
      boolean enough = versions.await(PATIENCE_S, TimeUnit.SECONDS);
      PlayerLoad.Report played = players.stop();
      assertEquals(Map.of(), played.errors());
      assertTrue(enough, played.toString());
      assertEquals(4, played.renditions());
      assertEquals(6, played.plainPlaylists());
      assertEquals(6, played.initSections());
      assertTrue(played.blockedPlaylists() >= 24, played.toString());
      PublisherLoad.Report published = publishers.report();
      assertEquals(Map.of(), published.errors());
      assertEquals(2, published.live());
      assertEquals(published.framesSent(), published.latenessMs().count());
    }
  }

  @Test
  void aPublisherThatIsRefusedSaysWhy() throws Exception {
    try (HeadraceServer server = startServer();
        LoadTransport transport = new LoadTransport(1);
        PublisherLoad publishers = new PublisherLoad(transport, source())) {
      publishers.start(
          url("rtmp", server.rtmpAddress().getPort(), "index.m3u8"), 0, 1, 0, FrameClock.NONE);
      assertEquals(
          "the server refuses: NetStream.Publish.BadName",
          awaitError(publishers, "AUTH").example());
    }
  }

  @Test
  void nobodyThereIsANamedError() throws Exception {
    int port;
    try (HeadraceServer server = startServer()) {
      port = server.rtmpAddress().getPort();
    }
    try (LoadTransport transport = new LoadTransport(1);
        PublisherLoad publishers = new PublisherLoad(transport, source())) {
      publishers.start(url("rtmp", port, "s"), 0, 1, 0, FrameClock.NONE);
      assertEquals(1, awaitError(publishers, "UNREACHABLE").count());
    }
  }

  private static Errors.Entry awaitError(PublisherLoad load, String name)
      throws InterruptedException {
    long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
    while (System.nanoTime() < deadlineNs) {
      Errors.Entry entry = load.report().errors().get(name);
      if (entry != null) {
        return entry;
      }
      TimeUnit.MILLISECONDS.sleep(10);
    }
    return fail("no " + name + " in " + load.report());
  }
}
