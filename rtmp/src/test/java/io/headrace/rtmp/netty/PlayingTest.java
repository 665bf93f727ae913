package io.headrace.rtmp.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headrace.media.access.AccessDecision;
import io.headrace.media.access.AccessRequest;
import io.headrace.media.access.AccessRequest.Action;
import io.headrace.media.access.Authoriser;
import io.headrace.media.buffer.MemoryBudget;
import io.headrace.media.flv.FlvFileReader;
import io.headrace.media.flv.TagType;
import io.headrace.media.frame.MediaFrame;
import io.headrace.media.frame.Track;
import io.headrace.media.hub.StreamPath;
import io.headrace.rtmp.session.ClientConfig;
import io.headrace.rtmp.session.ClientFailure;
import io.headrace.rtmp.session.IngestSink;
import io.headrace.rtmp.session.RtmpClientSession.Role;
import io.headrace.rtmp.session.RtmpUrl;
import io.headrace.testkit.Feed;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Players and publishers on real sockets: leave is asked for, loops are changed, frames arrive. */
@Timeout(60)
class PlayingTest {
  private static final Duration SOON = Duration.ofSeconds(10);

  /** One end of a connection of ours, as a test sees it. */
  private static final class Peer implements RtmpConnection.Listener, IngestSink {
    final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    final List<Long> videoMs = new ArrayList<>();
    final EventLoop loop;
    final RtmpConnection connection;

    Peer(LocalServer local, Role role, String stream) {
      RtmpClient client =
          new RtmpClient(ClientConfig.DEFAULT, new MemoryBudget(64 << 20), NioSocketChannel.class);
      RtmpUrl url = RtmpUrl.parse("rtmp://127.0.0.1:" + local.address.getPort() + "/" + stream);
      loop = local.loops.next();
      connection = client.connect(loop, role, url, this);
    }

    @Override
    public void onStarted(RtmpConnection started) {
      events.add("started");
    }

    @Override
    public void onMedia(RtmpConnection waiting) {
      waiting.acceptMedia(this, 0);
    }

    @Override
    public void onEnd(ClientFailure failure, String why) {
      events.add("end " + failure);
    }

    @Override
    public void announce(List<Track> tracks) {
      events.add("tracks " + tracks.size());
    }

    @Override
    public void write(MediaFrame frame) {
      if (frame.isVideo()) {
        synchronized (videoMs) {
          videoMs.add(frame.dtsTicks() / 90);
        }
      }
      frame.release();
    }

    @Override
    public void notice(String line) {
      events.add("notice " + line);
    }

    int videoFrames() {
      synchronized (videoMs) {
        return videoMs.size();
      }
    }

    void assertNext(String expected) throws InterruptedException {
      assertEquals(expected, events.poll(SOON.toMillis(), TimeUnit.MILLISECONDS));
    }

    /** Publishes the first {@code frames} video frames of the clip, and the audio between. */
    void publishClip(int frames) throws InterruptedException {
      loop.submit(
              () -> {
                FlvFileReader clip = new FlvFileReader(Unpooled.wrappedBuffer(clip()));
                int video = -1; // The first is the configuration.
                while (clip.next() && video < frames) {
                  if (clip.type() != TagType.SCRIPT) {
                    connection.writeMedia(clip.type().id(), clip.timestampMs(), clip.body());
                    video += clip.type() == TagType.VIDEO ? 1 : 0;
                  }
                }
                connection.flush();
              })
          .await();
    }

    void stop() {
      loop.execute(connection::stop);
    }

    private static byte[] clip() {
      try (InputStream in = Feed.class.getResourceAsStream("canary.flv")) {
        return in.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Test
  void playersOnDeliveryLoopsGetEveryFrame() throws Exception {
    try (LocalServer local = new LocalServer(RtmpConfig.DEFAULT)) {
      Peer publisher = publisher(local, "live/cam");
      publisher.publishClip(20);
      await(() -> local.sinks.size() == 1 && local.sinks.get(0).framesOf(true).size() == 20);

      List<Peer> players = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        players.add(new Peer(local, Role.PLAY, "live/cam"));
      }
      for (Peer player : players) {
        player.assertNext("started");
        player.assertNext("tracks 2");
        await(() -> player.videoFrames() == 20);
      }
      assertEquals(5, local.server.relayStats().players());
      players.forEach(Peer::stop);
      await(() -> local.server.relayStats().players() == 0);
      await(() -> local.server.connections() == 1);
      assertEquals(1, local.sinks.get(0).ended.getCount(), "the publisher goes on");
    }
  }

  @Test
  void aPlayerOfAStreamThatNobodyPublishesIsToldSo() throws Exception {
    try (LocalServer local = new LocalServer(RtmpConfig.DEFAULT)) {
      new Peer(local, Role.PLAY, "live/nobody").assertNext("end NOT_FOUND");
      await(() -> local.server.connections() == 0);
    }
  }

  @Test
  void aPlayerIsDemandAlsoForAStreamThatIsThere() throws Exception {
    try (LocalServer local = new LocalServer(RtmpConfig.DEFAULT)) {
      publisher(local, "live/cam").publishClip(5);
      new Peer(local, Role.PLAY, "live/cam").assertNext("started");
      assertEquals(Set.of(new StreamPath("live/cam")), local.demanded);
    }
  }

  @Test
  void aPlayerWaitsWhereItMay() throws Exception {
    try (LocalServer local = new LocalServer(RtmpConfig.DEFAULT.withPlayPatience(SOON))) {
      Peer player = new Peer(local, Role.PLAY, "live/cam");
      await(() -> local.server.connections() == 1);
      publisher(local, "live/cam").publishClip(5);

      player.assertNext("started");
      await(() -> player.videoFrames() == 5);
    }
  }

  @Test
  void aPlayerThatWaitedInVainIsToldSo() throws Exception {
    Duration aMoment = Duration.ofMillis(50);
    try (LocalServer local = new LocalServer(RtmpConfig.DEFAULT.withPlayPatience(aMoment))) {
      new Peer(local, Role.PLAY, "live/cam").assertNext("end NOT_FOUND");
    }
  }

  @Test
  void theEndOfAStreamIsTheEndOfPlaying() throws Exception {
    try (LocalServer local = new LocalServer(RtmpConfig.DEFAULT)) {
      Peer publisher = publisher(local, "live/cam");
      publisher.publishClip(5);
      Peer player = new Peer(local, Role.PLAY, "live/cam");
      player.assertNext("started");
      player.assertNext("tracks 2");

      publisher.stop();

      player.assertNext("end REMOTE_CLOSE");
    }
  }

  @Test
  void whoMayNotIsRefusedWithTheReasonsStatus() throws Exception {
    Authoriser strict =
        (request, answer) ->
            answer.accept(
                new AccessDecision.Denied(AccessDecision.Reason.NOT_RECOGNISED, "not known here"));
    try (LocalServer local = new LocalServer(RtmpConfig.DEFAULT, strict)) {
      new Peer(local, Role.PUBLISH, "live/cam?key=guess").assertNext("end AUTH");
      new Peer(local, Role.PLAY, "live/cam?key=guess").assertNext("end AUTH");
      await(() -> local.server.connections() == 0);
      assertEquals(0, local.hub.streams().size());
    }
  }

  @Test
  void anAnswerMayComeLateAndFromAnotherThread() throws Exception {
    BlockingQueue<AccessRequest> asked = new LinkedBlockingQueue<>();
    BlockingQueue<Consumer<AccessDecision>> answers = new LinkedBlockingQueue<>();
    Authoriser slow =
        (request, answer) -> {
          answers.add(answer);
          asked.add(request);
        };
    try (LocalServer local = new LocalServer(RtmpConfig.DEFAULT, slow)) {
      Peer publisher = new Peer(local, Role.PUBLISH, "live/cam?key=k&x=1");
      AccessRequest request = asked.poll(10, TimeUnit.SECONDS);
      assertNotNull(request);
      assertEquals(Action.PUBLISH, request.action());
      assertEquals("live/cam", request.path().value());
      assertEquals("k", request.key());
      assertEquals("127.0.0.1", request.address());
      assertEquals(0, publisher.events.size(), "started before it was allowed to");

      answers.remove().accept(new AccessDecision.Allowed("digest"));

      publisher.assertNext("started");
      assertEquals("digest", local.hub.find(request.path()).publisher().keyDigest());
    }
  }

  @Test
  void anAnswerThatNeverComesIsARefusalInTheEnd() throws Exception {
    Authoriser silent = (request, answer) -> {};
    RtmpConfig impatient =
        RtmpConfig.DEFAULT.withSession(
            RtmpServerTest.limits(Duration.ofSeconds(5), Duration.ofMillis(50)));
    try (LocalServer local = new LocalServer(impatient, silent)) {
      new Peer(local, Role.PUBLISH, "live/cam").assertNext("end AUTH");
      new Peer(local, Role.PLAY, "live/cam").assertNext("end NOT_FOUND");
    }
  }

  @Test
  void playersThatLeaveWhileTheyAreMovedLeaveNothingBehind() throws Exception {
    try (LocalServer local = new LocalServer(RtmpConfig.DEFAULT)) {
      publisher(local, "live/cam").publishClip(5);
      await(() -> local.hub.find(new StreamPath("live/cam")) != null);
      for (int i = 0; i < 200; i++) {
        Peer player = new Peer(local, Role.PLAY, "live/cam");
        if (i % 4 == 0) {
          player.assertNext("started");
        }
        player.stop();
      }
      await(() -> local.server.connections() == 1);
      await(() -> local.server.relayStats().players() == 0);
      Peer last = new Peer(local, Role.PLAY, "live/cam");
      last.assertNext("started");
      await(() -> last.videoFrames() == 5);
    }
  }

  private static Peer publisher(LocalServer local, String stream) throws InterruptedException {
    Peer publisher = new Peer(local, Role.PUBLISH, stream);
    publisher.assertNext("started");
    return publisher;
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long deadlineNs = System.nanoTime() + SOON.toNanos();
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < deadlineNs, "not within " + SOON);
      Thread.sleep(5);
    }
  }
}
