package io.headrace.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headrace.media.hub.StreamPath;
import io.headrace.media.hub.StreamState;
import io.headrace.server.config.ConfigReader;
import io.headrace.server.config.ListenAddress;
import io.headrace.server.config.ServerConfig;
import io.headrace.testkit.BadPeer;
import io.headrace.testkit.Canary;
import io.headrace.testkit.HeavyPublisher;
import io.headrace.testkit.RtmpBytes;
import io.headrace.testkit.RtmpPeer;
import io.netty.util.internal.PlatformDependent;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.SocketException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever comes in on the RTMP port, the server stays up, small, and true to its viewers. */
@Timeout(120)
class BadInputTest {
  private static final int PEERS_AT_ONCE = 10;
  private static final int HALF_HANDSHAKES = 500;
  private static final int PLAYERS = 200;

  /** Longer than any deadline of the server. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** A loaded machine may keep the canary itself waiting. */
  private static final Duration MARGIN = Duration.ofMillis(750);

  /** What the bad peers of one kind may together hold; each declares up to a GiB. */
  private static final long MOST_DIRECT_BYTES = 64L << 20;

  private static final ListenAddress ANY_PORT = ListenAddress.parse("127.0.0.1:0");

  private static final String CONFIG =
      """
      rtmp:
        listen: 127.0.0.1:0
        handshake-deadline: 4s
        publish-deadline: 4s
        first-media-deadline: 4s
        silence-deadline: 4s
        play: {wait: 1s, soft-delay: 1s, stall: 2s}
      http: {listen: 127.0.0.1:0}
      grace: {on-loss: 0s, on-stop: 0s}
      """;

  private static CapturedLog log;
  private static HeadraceServer server;
  private static Canary canary;
  private static ExecutorService peers;

  @BeforeAll
  static void start() throws Exception {
    log = new CapturedLog();
    server = HeadraceServer.start(ConfigReader.read("test", CONFIG));
    URI http = URI.create("http://127.0.0.1:" + server.httpAddress().getPort() + "/");
    canary = Canary.start(server.rtmpAddress(), http, Canary.APP, Canary.NAME);
    peers = Executors.newCachedThreadPool();
  }

  @AfterEach
  void nothingIsLeftButTheCanary() throws Exception {
    await("connections", () -> server.rtmpConnections() == 2);
    await("waiters", () -> server.hub().waiters() == 0);
    await("streams", () -> server.hub().streams().size() == 1);
    canary.assertUnmoved(MARGIN);
  }

  @AfterAll
  static void stop() throws Exception {
    peers.shutdownNow();
    canary.close();
    await("streams", () -> server.hub().streams().isEmpty());
    server.close();
    assertEquals(0, server.mediaBytes(), "bytes of media");
    log.close();
    List<String> lines = log.lines();
    assertEquals(List.of(), lines.stream().filter(BadInputTest::isTelling).toList());
    assertEquals(List.of(), lines.stream().filter(line -> line.contains("ERROR")).toList());
  }

  private static boolean isTelling(String line) {
    return line.contains(BadPeer.SECRET);
  }

  @ParameterizedTest
  @EnumSource
  void aBadPeerIsTreatedRightly(BadPeer peer) throws Exception {
    if (!peer.isPatient()) {
      attack(Collections.nCopies(PEERS_AT_ONCE, peer));
    }
  }

  @Test
  void thoseWhoWaitForDeadlinesDoSoTogether() throws Exception {
    List<BadPeer> all = new ArrayList<>();
    for (BadPeer peer : BadPeer.values()) {
      if (peer.isPatient()) {
        all.addAll(Collections.nCopies(PEERS_AT_ONCE, peer));
      }
    }
    attack(all);
  }

  private static void attack(List<BadPeer> kinds) throws Exception {
    long before = PlatformDependent.usedDirectMemory();
    Map<Future<Boolean>, BadPeer> attacks = new LinkedHashMap<>();
    for (BadPeer kind : kinds) {
      attacks.put(peers.submit(() -> kind.isTreatedRightly(server.rtmpAddress(), PATIENCE)), kind);
    }
    long most = 0;
    while (!attacks.keySet().stream().allMatch(Future::isDone)) {
      most = Math.max(most, PlatformDependent.usedDirectMemory() - before);
      Thread.sleep(5);
    }
    for (Map.Entry<Future<Boolean>, BadPeer> attack : attacks.entrySet()) {
      assertTrue(attack.getKey().get(), () -> attack.getValue() + " was not treated rightly");
    }
    System.out.println("direct memory: " + most);
    assertTrue(most <= MOST_DIRECT_BYTES, "direct memory: " + most);
  }

  @Test
  void hundredsOfHalfHandshakesEndAtTheirDeadline() throws Exception {
    long before = PlatformDependent.usedDirectMemory();
    List<RtmpPeer> half = new ArrayList<>();
    try {
      for (int i = 0; i < HALF_HANDSHAKES; i++) {
        RtmpPeer peer = RtmpPeer.open(server.rtmpAddress());
        half.add(peer);
        peer.send(new RtmpBytes().raw((byte) 3).raw(new byte[1_000]));
      }
      long most = PlatformDependent.usedDirectMemory() - before;
      for (RtmpPeer peer : half) {
        assertTrue(peer.isClosedWithin(PATIENCE));
      }
      assertTrue(most <= MOST_DIRECT_BYTES, "direct memory: " + most);
    } finally {
      close(half);
    }
  }

  @Test
  void playersWhoNeverReadAreDropped() throws Exception {
    List<RtmpPeer> players = new ArrayList<>();
    long before = PlatformDependent.usedDirectMemory();
    try (HeavyPublisher heavy =
        HeavyPublisher.start(server.rtmpAddress(), "live", "heavy", 60_000)) {
      await("the heavy stream", () -> isLive("live/heavy"));
      for (int i = 0; i < PLAYERS; i++) {
        players.add(RtmpPeer.deaf(server.rtmpAddress(), "live", "heavy"));
      }
      long most = 0;
      long endNs = System.nanoTime() + PATIENCE.toNanos();
      while (server.rtmpConnections() > 3) {
        assertTrue(System.nanoTime() - endNs < 0, "not dropped: " + server.rtmpConnections());
        most = Math.max(most, PlatformDependent.usedDirectMemory() - before);
        Thread.sleep(5);
      }
      System.out.println("direct memory: " + most);
      assertTrue(most <= 3 * MOST_DIRECT_BYTES, "direct memory: " + most);
    } finally {
      close(players);
    }
  }

  @Test
  void playersOfStreamsThatNeverComeDoNotAccumulate() throws Exception {
    List<RtmpPeer> players = new ArrayList<>();
    try {
      for (int i = 0; i < PLAYERS; i++) {
        RtmpPeer player = RtmpPeer.connect(server.rtmpAddress());
        players.add(player);
        player.send(new RtmpBytes().connect("live").command(1, "play", 0, "never-" + i % 10));
      }
      await("waiters", () -> server.hub().waiters() > 0);
      for (RtmpPeer player : players) {
        assertTrue(player.isClosedWithin(PATIENCE));
      }
    } finally {
      close(players);
    }
  }

  @Test
  void thoseWhoFightForANameLeaveOnePublisher() throws Exception {
    List<Future<Boolean>> fighters = new ArrayList<>();
    List<RtmpPeer> winners = Collections.synchronizedList(new ArrayList<>());
    for (int i = 0; i < PEERS_AT_ONCE; i++) {
      fighters.add(peers.submit(() -> fight(winners)));
    }
    for (Future<Boolean> fighter : fighters) {
      fighter.get();
    }
    assertTrue(winners.size() <= 2, "one, and one takeover: " + winners.size());
    assertTrue(isKnown("live/fought"));
    close(winners);
  }

  private static boolean fight(List<RtmpPeer> winners) throws IOException {
    for (int i = 0; i < 5; i++) {
      RtmpPeer peer = RtmpPeer.connect(server.rtmpAddress());
      try {
        peer.publish("live", "fought?key=" + BadPeer.SECRET);
        winners.add(peer);
        return true;
      } catch (RtmpPeer.RefusedException e) {
        peer.close();
      }
    }
    return false;
  }

  /** With logins, and with limits that bind this host too. */
  @Test
  void aFloodOfLoginsIsRefusedAndSaidInFewLines() throws Exception {
    String strict =
        CONFIG
            + """
              takeover: {interval: 1s}
              """;
    strict =
        strict.replace(
            "rtmp:\n",
            "rtmp:\n  exempt-networks: []\n  max-connects-per-second: 50\n  users: {cam: "
                + BadPeer.SECRET
                + "}\n");
    int linesBefore = log.lines().size();
    int refused = 0;
    int closed = 0;
    try (HeadraceServer other = HeadraceServer.start(ConfigReader.read("test", strict))) {
      for (int i = 0; i < PLAYERS; i++) {
        try (RtmpPeer peer = RtmpPeer.connect(other.rtmpAddress())) {
          peer.connectTo(
              "live?authmod=adobe&user=cam&challenge=1&opaque=2&response=" + BadPeer.SECRET);
        } catch (RtmpPeer.RefusedException e) {
          refused += e.getMessage().equals("NetConnection.Connect.Rejected") ? 1 : 0;
          closed += e.getMessage().startsWith("closed") ? 1 : 0;
        } catch (SocketException e) {
          closed++;
        }
      }
      await("connections", () -> other.rtmpConnections() == 0);
    }
    int lines = log.lines().size() - linesBefore;
    assertTrue(refused > 0 && closed > 0, refused + " refused, " + closed + " closed");
    assertTrue(lines < PLAYERS / 2, lines + " lines for " + PLAYERS + " bad peers");
  }

  private static boolean isLive(String path) {
    return server.hub().streams().stream()
        .anyMatch(s -> s.path().value().equals(path) && s.state() == StreamState.LIVE);
  }

  private static boolean isKnown(String path) {
    return server.hub().find(new StreamPath(path)) != null;
  }

  private static void close(List<RtmpPeer> all) throws IOException {
    for (RtmpPeer peer : all) {
      peer.close();
    }
  }

  private static void await(String what, BooleanSupplier condition) throws InterruptedException {
    long endNs = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() - endNs < 0, () -> what + ": not within " + PATIENCE);
      Thread.sleep(5);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"..", "../secret", "a/../b", "a\u0001b", "a\nb", "a b", "%2e%2e", "ä"})
  void namesThatCannotBePathsAreRefused(String name) throws Exception {
    try (RtmpPeer peer = RtmpPeer.connect(server.rtmpAddress())) {
      RtmpPeer.RefusedException refused =
          assertThrows(RtmpPeer.RefusedException.class, () -> peer.publish("live", name));
      assertEquals("NetStream.Publish.BadName", refused.getMessage());
    }
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
