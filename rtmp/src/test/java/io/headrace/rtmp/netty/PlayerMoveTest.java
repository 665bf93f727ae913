package io.headrace.rtmp.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headrace.media.access.AccessDecision;
import io.headrace.media.access.AccessRequest;
import io.headrace.media.access.Authoriser;
import io.headrace.media.hub.LiveStream;
import io.headrace.media.hub.StreamPath;
import io.headrace.testkit.RtmpBytes;
import io.headrace.testkit.RtmpPeer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What peers say in one breath with play, while their connection moves to another loop. */
@Timeout(60)
class PlayerMoveTest {
  private static final Duration SOON = Duration.ofSeconds(10);

  @Test
  void whoPublishesAfterAllDoesSoOnItsNewLoop() throws Exception {
    try (LocalServer local = new LocalServer(RtmpConfig.DEFAULT);
        RtmpPeer peer = RtmpPeer.connect(local.address)) {
      peer.connectTo("live");
      peer.send(
          new RtmpBytes()
              .command(1, "play", 0, "a")
              .command(1, "closeStream", 0)
              .command(1, "publish", 0, "b", "live"));

      await(() -> local.hub.find(new StreamPath("live/b")) != null);
      LiveStream stream = local.hub.find(new StreamPath("live/b"));
      assertNotNull(stream);
      assertTrue(stream.home().inLoop() || isOf(local, stream), "home is the loop it moved to");
      assertEquals(1, local.server.connections());
    }
  }

  @Test
  void onlyTheLastOfManyRequestsIsDecidedOn() throws Exception {
    List<AccessRequest> asked = new CopyOnWriteArrayList<>();
    Authoriser authoriser =
        (request, answer) -> {
          asked.add(request);
          answer.accept(new AccessDecision.Allowed(null));
        };
    try (LocalServer local = new LocalServer(RtmpConfig.DEFAULT, authoriser);
        RtmpPeer peer = RtmpPeer.connect(local.address)) {
      peer.connectTo("live");
      RtmpBytes breath = new RtmpBytes();
      for (String name : List.of("a", "b", "c")) {
        breath.command(1, "play", 0, name).command(1, "closeStream", 0);
      }
      peer.send(breath.command(1, "play", 0, "last"));

      assertTrue(peer.isClosedWithin(SOON), "there is no such stream");
      assertEquals(List.of("live/last"), asked.stream().map(a -> a.path().value()).toList());
    }
  }

  @Test
  void whoBreaksTheProtocolOnTheWayIsClosed() throws Exception {
    try (LocalServer local = new LocalServer(RtmpConfig.DEFAULT);
        RtmpPeer peer = RtmpPeer.connect(local.address)) {
      peer.connectTo("live");
      peer.send(new RtmpBytes().command(1, "play", 0, "a").chunkSize(0));

      assertTrue(peer.isClosedWithin(SOON));
      await(() -> local.server.connections() == 0);
    }
  }

  @Test
  void theServerClosesWhoeverIsOnTheWay() throws Exception {
    for (int i = 0; i < 20; i++) {
      try (LocalServer local = new LocalServer(RtmpConfig.DEFAULT)) {
        for (int n = 0; n < 4; n++) {
          RtmpPeer peer = RtmpPeer.connect(local.address);
          peer.connectTo("live");
          peer.send(new RtmpBytes().command(1, "play", 0, "a"));
        }
        local.server.close().awaitUninterruptibly();
        await(() -> local.server.connections() == 0);
      }
    }
  }

  private static boolean isOf(LocalServer local, LiveStream stream) throws Exception {
    return local.delivery.next().submit(() -> stream.home().inLoop()).get();
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long deadlineNs = System.nanoTime() + SOON.toNanos();
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < deadlineNs, "not within " + SOON);
      Thread.sleep(5);
    }
  }
}
