package io.headrace.rtmp.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headrace.media.flv.FlvFileReader;
import io.headrace.media.flv.TagType;
import io.headrace.media.hub.StreamPath;
import io.headrace.rtmp.netty.RtmpPull.Listener;
import io.headrace.rtmp.session.ClientConfig;
import io.headrace.rtmp.session.ClientFailure;
import io.headrace.rtmp.session.ClientLimits;
import io.headrace.rtmp.session.RtmpClientSession.Role;
import io.headrace.rtmp.session.RtmpUrl;
import io.headrace.rtmp.session.ServerScript;
import io.headrace.testkit.Feed;
import io.headrace.testkit.RtmpPeer;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The client on real sockets, against scripted servers and our own. */
@Timeout(60)
class RtmpClientTest {
  private static final StreamPath PATH = new StreamPath("live/pulled");
  private static final String REJECT = "[ AccessManager.Reject ] : [ authmod=adobe ] : ";
  private static final int CLIP_TAGS = 60;

  private final LocalServer local;
  private final BlockingQueue<String> events = new ArrayBlockingQueue<>(100);

  RtmpClientTest() throws IOException {
    local = new LocalServer(RtmpConfig.DEFAULT);
  }

  @AfterEach
  void close() {
    local.close();
  }

  @Test
  void whatAServerPlaysIsPublishedHere() throws Exception {
    byte[] script = new ServerScript().playing().clip(CLIP_TAGS).toBytes();
    try (ScriptedServer server = new ScriptedServer(true, script)) {
      pull(server.url("/live/cam?key=secret"), ClientConfig.DEFAULT);

      assertEquals("live", next());
      assertEquals("REMOTE_CLOSE: the server closed the connection", next());
      RecordingSink sink = local.sinks.get(0);
      assertTrue(sink.ended.await(10, TimeUnit.SECONDS));
      assertEquals(1, sink.trackSets.size());
      assertEquals(framesInClip(true), sink.framesOf(true).size());
      assertEquals(framesInClip(false), sink.framesOf(false).size());
    }
  }

  @Test
  void stopsWithAWordAndUnpublishes() throws Exception {
    byte[] script = new ServerScript().playing().clip(CLIP_TAGS).toBytes();
    try (ScriptedServer server = new ScriptedServer(false, script)) {
      RtmpPull pull = pull(server.url("/live/cam"), ClientConfig.DEFAULT);
      assertEquals("live", next());

      onLoop(pull::stop);

      assertTrue(local.sinks.get(0).ended.await(10, TimeUnit.SECONDS));
      await(() -> server.heard.size() == 1);
      assertTrue(server.heard.get(0).contains("deleteStream"));
      assertEquals(0, events.size());
    }
  }

  @Test
  void anotherPublisherMayTakeOver() throws Exception {
    byte[] script = new ServerScript().playing().clip(CLIP_TAGS).toBytes();
    try (ScriptedServer server = new ScriptedServer(false, script);
        RtmpPeer peer = RtmpPeer.connect(local.address)) {
      pull(server.url("/live/cam"), ClientConfig.DEFAULT);
      assertEquals("live", next());

      peer.publish("live", "pulled");

      assertEquals("BUSY: another publisher took over", next());
      assertNotNull(local.hub.find(PATH));
    }
  }

  @Test
  void logsInInThreeConnections() throws Exception {
    ServerScript named =
        new ServerScript().handshake().connectRefused(REJECT + "[ code=403 need auth ]");
    ServerScript challenged =
        new ServerScript()
            .handshake()
            .connectRefused(REJECT + "?reason=needauth&user=u&salt=s&challenge=c&opaque=o");
    ServerScript played = new ServerScript().playing().clip(CLIP_TAGS);
    try (ScriptedServer server =
        new ScriptedServer(true, named.toBytes(), challenged.toBytes(), played.toBytes())) {
      pull(server.url("/live/cam").replace("//", "//u:p@"), ClientConfig.DEFAULT);

      assertEquals("live", next());
      await(() -> server.heard.size() == 3);
      assertTrue(server.heard.get(1).contains("live?authmod=adobe&user=u"));
      assertTrue(server.heard.get(2).contains("&opaque=o"));
    }
  }

  @Test
  void followsNotMoreThanThreeRedirectsAMinute() throws Exception {
    byte[] elsewhere =
        new ServerScript()
            .playing()
            .status("code", "NetConnection.Connect.ReconnectRequest")
            .toBytes();
    try (ScriptedServer server =
        new ScriptedServer(false, elsewhere, elsewhere, elsewhere, elsewhere, elsewhere)) {
      pull(server.url("/live/cam"), ClientConfig.DEFAULT);

      assertEquals("PROTOCOL: redirects: > 3 per minute", next());
      await(() -> server.heard.size() == 4);
    }
  }

  @Test
  void nobodyThereIsUnreachable() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    pull("rtmp://127.0.0.1:" + port + "/live/cam", ClientConfig.DEFAULT);

    assertTrue(next().startsWith("UNREACHABLE: no connection: "));
    assertEquals(0, local.sinks.size());
  }

  @Test
  void aServerThatSaysNothingIsLeftInTime() throws Exception {
    try (ScriptedServer server = new ScriptedServer(false, new byte[0])) {
      pull(server.url("/live/cam"), impatient());

      assertEquals("STALL: no complete handshake within 200 ms", next());
      await(() -> server.heard.size() == 1);
    }
  }

  @Test
  void aServerThatSpeaksHttpIsNamed() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(false, "HTTP/1.1 400 Bad".getBytes(StandardCharsets.US_ASCII))) {
      pull(server.url("/live/cam"), ClientConfig.DEFAULT);

      assertEquals(
          "PROTOCOL: the server speaks HTTP (expected: RTMP, usually on port 1935)", next());
    }
  }

  @Test
  void publishesToAServer() throws Exception {
    RtmpClient client = new RtmpClient(ClientConfig.DEFAULT, local.budget, NioSocketChannel.class);
    RtmpUrl url =
        RtmpUrl.parse("rtmp://127.0.0.1:" + local.address.getPort() + "/live/pushed?key=x");
    RtmpConnection connection = client.connect(loop(), Role.PUBLISH, url, new ClipPublisher());

    assertEquals("started", next());
    await(() -> local.sinks.get(0).framesOf(true).size() == framesInClip(true));
    connection.stop().awaitUninterruptibly();

    assertTrue(local.sinks.get(0).ended.await(10, TimeUnit.SECONDS));
    assertEquals(framesInClip(false), local.sinks.get(0).framesOf(false).size());
    assertEquals(0, events.size());
  }

  @Test
  void aRefusedPublisherIsToldWhy() throws Exception {
    RtmpClient client = new RtmpClient(ClientConfig.DEFAULT, local.budget, NioSocketChannel.class);
    RtmpUrl url = RtmpUrl.parse("rtmp://127.0.0.1:" + local.address.getPort() + "/live/index.m3u8");
    client.connect(loop(), Role.PUBLISH, url, new ClipPublisher());

    assertEquals("AUTH: the server refuses: NetStream.Publish.BadName", next());
  }

  private final class ClipPublisher implements RtmpConnection.Listener {
    @Override
    public void onStarted(RtmpConnection connection) {
      events.add("started");
      FlvFileReader clip = clip();
      for (int i = 0; i < CLIP_TAGS && clip.next(); i++) {
        if (clip.type() == TagType.SCRIPT) {
          connection.writeMetadata(clip.body());
        } else {
          connection.writeMedia(clip.type().id(), clip.timestampMs(), clip.body());
        }
      }
      connection.flush();
    }

    @Override
    public void onEnd(ClientFailure failure, String why) {
      events.add(failure + ": " + why);
    }
  }

  private RtmpPull pull(String url, ClientConfig config) throws Exception {
    RtmpClient client = new RtmpClient(config, local.budget, NioSocketChannel.class);
    Listener listener =
        new Listener() {
          @Override
          public void onLive() {
            events.add("live");
          }

          @Override
          public void onEnd(ClientFailure failure, String why) {
            events.add(failure + ": " + why);
          }
        };
    return loop()
        .submit(() -> RtmpPull.start(client, local.hub, loop(), PATH, RtmpUrl.parse(url), listener))
        .get();
  }

  private static ClientConfig impatient() {
    ClientLimits d = ClientLimits.DEFAULT;
    Duration soon = Duration.ofMillis(200);
    return ClientConfig.DEFAULT.withLimits(
        new ClientLimits(
            d.tcp(),
            soon,
            soon,
            soon,
            soon,
            soon,
            d.bytesBeforeStart(),
            d.waitingBytes(),
            d.commandsPerSecond(),
            d.changesPerSecond(),
            d.redirectsPerMinute(),
            d.otherHosts()));
  }

  private EventLoop loop() {
    return (EventLoop) local.loops.iterator().next();
  }

  private void onLoop(Runnable task) throws Exception {
    loop().submit(task).get();
  }

  private String next() throws InterruptedException {
    String event = events.poll(20, TimeUnit.SECONDS);
    return event == null ? "nothing" : event;
  }

  private static void await(BooleanSupplier condition) {
    long deadlineNs = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() - deadlineNs < 0, "not in time");
      Thread.onSpinWait();
    }
  }

  private static int framesInClip(boolean video) {
    FlvFileReader clip = clip();
    int frames = -1; // The sequence header is none.
    for (int i = 0; i < CLIP_TAGS && clip.next(); i++) {
      if (clip.type() == (video ? TagType.VIDEO : TagType.AUDIO)) {
        frames++;
      }
    }
    return frames;
  }

  private static FlvFileReader clip() {
    try (InputStream in = Feed.class.getResourceAsStream("canary.flv")) {
      return new FlvFileReader(Unpooled.wrappedBuffer(in.readAllBytes()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
