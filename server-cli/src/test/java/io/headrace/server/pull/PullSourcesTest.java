package io.headrace.server.pull;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headrace.hls.origin.HlsConfig.Preset;
import io.headrace.media.buffer.MemoryBudget;
import io.headrace.media.frame.MediaFrame;
import io.headrace.media.frame.Track;
import io.headrace.media.hub.HubConfig;
import io.headrace.media.hub.StreamPath;
import io.headrace.rtmp.netty.RtmpClient;
import io.headrace.rtmp.netty.RtmpConnection;
import io.headrace.rtmp.session.ClientConfig;
import io.headrace.rtmp.session.ClientFailure;
import io.headrace.rtmp.session.IngestSink;
import io.headrace.rtmp.session.RtmpClientSession.Role;
import io.headrace.rtmp.session.RtmpUrl;
import io.headrace.server.HeadraceServer;
import io.headrace.server.config.ListenAddress;
import io.headrace.server.config.ServerConfig;
import io.headrace.server.pull.PullConfig.RetryConfig;
import io.headrace.server.pull.SourceStatus.State;
import io.headrace.testkit.Canary;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One server pulls from another, over sockets. */
@Timeout(120)
class PullSourcesTest {
  private static final StreamPath PATH = new StreamPath("live/pulled");
  private static final ListenAddress ANY_PORT = new ListenAddress("127.0.0.1", 0);
  private static final ServerConfig CONFIG =
      ServerConfig.DEFAULT.withListen(ANY_PORT, ANY_PORT).withPreset(Preset.ULTRA);
  private static final Duration LINGER = Duration.ofSeconds(2);

  private final HttpClient client = HttpClient.newHttpClient();

  @Test
  void theFirstViewerStartsASourceAndTheLastOneEndsIt() throws Exception {
    try (HeadraceServer origin = HeadraceServer.start(CONFIG);
        HeadraceServer edge = HeadraceServer.start(pulling(origin.rtmpAddress().getPort(), true));
        Canary canary = Canary.start(origin.rtmpAddress(), http(origin), "live", "canary")) {
      assertEquals(State.IDLE, source(edge).state());
      assertEquals(404, get(edge, "/live/other/index.m3u8").statusCode());

      HttpResponse<String> playlist = get(edge, "/live/pulled/index.m3u8");

      assertEquals(200, playlist.statusCode(), playlist.body());
      assertTrue(playlist.body().contains("#EXT-X-STREAM-INF"), playlist.body());
      assertEquals(State.LIVE, source(edge).state());
      await(() -> source(edge).state() == State.IDLE);
      await(() -> edge.hub().find(PATH) == null);
      assertEquals(200, get(edge, "/live/pulled/index.m3u8").statusCode());
      assertEquals(2, source(edge).attempts());
      canary.assertUnmoved(Duration.ofSeconds(2));
    }
  }

  @Test
  void anRtmpPlayerStartsASourceAndKeepsItGoing() throws Exception {
    EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    try (HeadraceServer origin = HeadraceServer.start(CONFIG);
        HeadraceServer edge = HeadraceServer.start(pulling(origin.rtmpAddress().getPort(), true));
        Canary canary = Canary.start(origin.rtmpAddress(), http(origin), "live", "canary")) {
      RtmpClient player =
          new RtmpClient(ClientConfig.DEFAULT, new MemoryBudget(16 << 20), NioSocketChannel.class);
      RtmpUrl url = RtmpUrl.parse("rtmp://127.0.0.1:" + edge.rtmpAddress().getPort() + "/" + PATH);
      FrameCount frames = new FrameCount();
      RtmpConnection connection = player.connect(loops.next(), Role.PLAY, url, frames);

      await(() -> frames.seconds() > 2.0 * LINGER.toSeconds());
      assertEquals(State.LIVE, source(edge).state());
      connection.stop().syncUninterruptibly();
      await(() -> source(edge).state() == State.IDLE);
      canary.assertUnmoved(Duration.ofSeconds(2));
    } finally {
      loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }
  }

  /** Takes what is played and counts. */
  private static final class FrameCount implements RtmpConnection.Listener, IngestSink {
    private final AtomicLong firstMs = new AtomicLong(-1);
    private final AtomicLong lastMs = new AtomicLong(-1);

    double seconds() {
      return (lastMs.get() - firstMs.get()) / 1e3;
    }

    @Override
    public void onStarted(RtmpConnection connection) {}

    @Override
    public void onMedia(RtmpConnection connection) {
      connection.acceptMedia(this, 0);
    }

    @Override
    public void onEnd(ClientFailure failure, String why) {}

    @Override
    public void announce(List<Track> tracks) {}

    @Override
    public void write(MediaFrame frame) {
      lastMs.set(frame.dtsTicks() * 1_000 / frame.track().timescaleHz());
      firstMs.compareAndSet(-1, lastMs.get());
      frame.release();
    }

    @Override
    public void notice(String line) {}
  }

  @Test
  void aPageThatWaitsStartsASource() throws Exception {
    try (HeadraceServer origin = HeadraceServer.start(CONFIG);
        HeadraceServer edge = HeadraceServer.start(pulling(origin.rtmpAddress().getPort(), true));
        Canary canary = Canary.start(origin.rtmpAddress(), http(origin), "live", "canary")) {
      String idle = get(edge, "/api/streams/live/pulled").body();
      assertTrue(idle.contains("\"status\":\"OFFLINE\""), idle);

      String wanted = get(edge, "/api/streams/live/pulled?wanted=1").body();

      assertTrue(wanted.contains("\"status\":\"STARTING\""), wanted);
      await(() -> source(edge).state() == State.LIVE);
      canary.assertUnmoved(Duration.ofSeconds(2));
    }
  }

  @Test
  void aSourceComesBackWithItsOrigin() throws Exception {
    int rtmpPort;
    HeadraceServer edge;
    try (HeadraceServer origin = HeadraceServer.start(CONFIG);
        Canary canary = Canary.start(origin.rtmpAddress(), http(origin), "live", "canary")) {
      rtmpPort = origin.rtmpAddress().getPort();
      edge = HeadraceServer.start(pulling(rtmpPort, false));
      await(() -> source(edge).state() == State.LIVE);
      canary.assertUnmoved(Duration.ofSeconds(2));
    }
    try (edge) {
      await(() -> source(edge).state() == State.BACK_OFF);
      assertNotNull(edge.hub().find(PATH));
      ServerConfig again = CONFIG.withListen(new ListenAddress("127.0.0.1", rtmpPort), ANY_PORT);
      try (HeadraceServer origin = HeadraceServer.start(again);
          Canary canary = Canary.start(origin.rtmpAddress(), http(origin), "live", "canary")) {
        await(() -> source(edge).state() == State.LIVE);
        assertEquals(200, get(edge, "/live/pulled/index.m3u8").statusCode());
        canary.assertUnmoved(Duration.ofSeconds(2));
      }
    }
  }

  @Test
  void aViewerOfASourceThatDoesNotComeIsToldInTime() throws Exception {
    try (HeadraceServer origin = HeadraceServer.start(CONFIG);
        HeadraceServer edge = HeadraceServer.start(pulling(origin.rtmpAddress().getPort(), true))) {
      HttpResponse<String> response = get(edge, "/live/pulled/index.m3u8");

      assertEquals(404, response.statusCode());
      assertTrue(source(edge).attempts() >= 1);
    }
  }

  private static ServerConfig pulling(int rtmpPort, boolean onDemand) {
    RtmpUrl url = RtmpUrl.parse("rtmp://127.0.0.1:" + rtmpPort + "/live/canary?key=secret");
    Duration soon = Duration.ofMillis(200);
    RetryConfig retry = new RetryConfig(soon, soon, soon, soon, Duration.ofSeconds(60));
    HubConfig hub = HubConfig.DEFAULT.withGrace(Duration.ofSeconds(30), Duration.ofMillis(100));
    return CONFIG
        .withHub(hub)
        .withPull(
            new PullConfig(
                List.of(new SourceConfig(PATH, url, onDemand)),
                ClientConfig.DEFAULT,
                retry,
                Duration.ofSeconds(5),
                LINGER));
  }

  private static SourceStatus source(HeadraceServer server) {
    return server.sources().get(0);
  }

  private HttpResponse<String> get(HeadraceServer server, String target)
      throws IOException, InterruptedException {
    URI uri = http(server).resolve(target);
    return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
  }

  private static URI http(HeadraceServer server) {
    return URI.create("http://127.0.0.1:" + server.httpAddress().getPort() + "/");
  }

  private static void await(BooleanSupplier condition) {
    long deadlineNs = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() - deadlineNs < 0, "not in time");
      Thread.onSpinWait();
    }
  }
}
