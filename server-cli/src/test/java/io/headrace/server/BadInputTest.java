package io.headrace.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headrace.server.config.ListenAddress;
import io.headrace.server.config.ServerConfig;
import io.headrace.testkit.BadPeer;
import io.headrace.testkit.Canary;
import io.headrace.testkit.RtmpPeer;
import io.netty.util.internal.PlatformDependent;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever comes in on the RTMP port, the server stays up, small, and true to its viewers. */
class BadInputTest {
  private static final int PEERS_AT_ONCE = 30;

  /** Longer than any deadline of the server for a peer that does not publish. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** A loaded machine may keep the canary itself waiting. */
  private static final Duration MARGIN = Duration.ofMillis(750);

  /** What the bad peers of one kind may together hold; each declares up to a GiB. */
  private static final long MOST_DIRECT_BYTES = 64L << 20;

  private static final ListenAddress ANY_PORT = ListenAddress.parse("127.0.0.1:0");

  private static HeadraceServer server;
  private static Canary canary;
  private static ExecutorService peers;

  @BeforeAll
  static void start() throws Exception {
    server = HeadraceServer.start(ServerConfig.DEFAULT.withListen(ANY_PORT, ANY_PORT));
    URI http = URI.create("http://127.0.0.1:" + server.httpAddress().getPort() + "/");
    canary = Canary.start(server.rtmpAddress(), http, "live", "canary");
    peers = Executors.newFixedThreadPool(PEERS_AT_ONCE);
  }

  @AfterAll
  static void stop() throws Exception {
    peers.shutdownNow();
    canary.close();
    server.close();
  }

  @ParameterizedTest
  @EnumSource
  void aBadPeerIsClosed(BadPeer peer) throws Exception {
    assertTrue(peer.isClosedAfterAttack(server.rtmpAddress(), PATIENCE));
  }

  @ParameterizedTest
  @EnumSource
  void manyBadPeersStayInBoundedMemoryAndDoNotMoveTheCanary(BadPeer peer) throws Exception {
    attackTogether(peer);
    canary.assertUnmoved(MARGIN);
  }

  private static void attackTogether(BadPeer peer) throws Exception {
    long before = PlatformDependent.usedDirectMemory();
    List<Future<Boolean>> attacks = new ArrayList<>();
    for (int i = 0; i < PEERS_AT_ONCE; i++) {
      attacks.add(peers.submit(() -> peer.isClosedAfterAttack(server.rtmpAddress(), PATIENCE)));
    }
    long most = 0;
    for (Future<Boolean> attack : attacks) {
      assertTrue(attack.get(), "closed by the server");
      most = Math.max(most, PlatformDependent.usedDirectMemory() - before);
    }
    assertTrue(most <= MOST_DIRECT_BYTES, "direct memory: " + most);
  }

  @ParameterizedTest
  @ValueSource(strings = {"..", "../secret", "a/../b", "a\u0001b", "a\nb", "a b", "%2e%2e", "ä"})
  void namesThatCannotBePathsAreRefused(String name) throws Exception {
    try (RtmpPeer peer = RtmpPeer.connect(server.rtmpAddress())) {
      RtmpPeer.RefusedException refused =
          assertThrows(RtmpPeer.RefusedException.class, () -> peer.publish("live", name));
      assertEquals("NetStream.Publish.BadName", refused.getMessage());
    }
    canary.assertUnmoved(MARGIN);
  }

  @Test
  void aBusyNameIsRefusedAndItsPublisherGoesOn() throws Exception {
    try (RtmpPeer first = RtmpPeer.connect(server.rtmpAddress());
        RtmpPeer second = RtmpPeer.connect(server.rtmpAddress());
        RtmpPeer third = RtmpPeer.connect(server.rtmpAddress())) {
      first.publish("live", "busy");
      second.publish("live", "busy"); // The same address may take over, but not twice in a row.
      assertThrows(RtmpPeer.RefusedException.class, () -> third.publish("live", "busy"));
    }
    canary.assertUnmoved(MARGIN);
  }

  @Test
  void aPortInUseIsSaidInOneLine() throws IOException {
    try (ServerSocket busy = new ServerSocket(0)) {
      ListenAddress taken = ListenAddress.parse("0.0.0.0:" + busy.getLocalPort());
      StartException rtmp =
          assertThrows(
              StartException.class,
              () -> HeadraceServer.start(ServerConfig.DEFAULT.withListen(taken, ANY_PORT)));
      StartException http =
          assertThrows(
              StartException.class,
              () -> HeadraceServer.start(ServerConfig.DEFAULT.withListen(ANY_PORT, taken)));
      for (StartException e : List.of(rtmp, http)) {
        assertTrue(e.getMessage().contains(":" + busy.getLocalPort()), e::getMessage);
        assertFalse(e.getMessage().contains("\n"), e::getMessage);
      }
    }
  }
}
