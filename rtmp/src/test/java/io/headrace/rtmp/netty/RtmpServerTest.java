package io.headrace.rtmp.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headrace.media.hub.StreamPath;
import io.headrace.media.peer.NetworkList;
import io.headrace.rtmp.session.SessionLimits;
import io.headrace.testkit.RtmpPeer;
import java.io.IOException;
import java.io.InputStream;
import java.net.BindException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The server on a real socket: what comes in wrong goes out again, and what is right goes on. */
@Timeout(60)
class RtmpServerTest {
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final byte[] CLIENT_HELLO = {0x16, 3, 1, 2, 0, 1, 0, 1, (byte) 0xFC, 3, 3};

  @Test
  void namesTheAddressThatCannotBeBound() throws IOException {
    try (LocalServer local = new LocalServer(RtmpConfig.DEFAULT)) {
      BindException thrown =
          assertThrows(BindException.class, () -> local.server.start(local.address));

      assertTrue(
          thrown.getMessage().startsWith("cannot listen for RTMP on /127.0.0.1:"),
          thrown.getMessage());
    }
  }

  @Test
  void endsStreamsAndConnectionsWhenItCloses() throws Exception {
    try (LocalServer local = new LocalServer(RtmpConfig.DEFAULT);
        RtmpPeer peer = RtmpPeer.connect(local.address)) {
      peer.publish("live", "cam");
      assertNotNull(local.hub.find(new StreamPath("live/cam")));

      local.server.close().awaitUninterruptibly();

      await(() -> local.server.connections() == 0);
      await(() -> local.hub.find(new StreamPath("live/cam")) == null);
    }
  }

  @Test
  void wrongBytesAreAnsweredByTheEndAndHarmNobody() throws Exception {
    try (LocalServer local = new LocalServer(RtmpConfig.DEFAULT);
        RtmpPeer healthy = RtmpPeer.connect(local.address)) {
      healthy.publish("live", "healthy");
      for (byte[] bytes :
          List.of(
              "GET /live/cam HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII),
              CLIENT_HELLO,
              announcing16MiB(),
              noise())) {
        try (Socket socket = open(local)) {
          socket.getOutputStream().write(bytes);
          assertClosed(socket);
        }
      }

      await(() -> local.server.connections() == 1);
      assertNotNull(local.hub.find(new StreamPath("live/healthy")));
    }
  }

  @Test
  void halfHandshakesEndAtTheirDeadline() throws Exception {
    SessionLimits fast = limits(Duration.ofMillis(300));
    try (LocalServer local = new LocalServer(config(fast, 10));
        Socket silent = open(local);
        Socket half = open(local)) {
      half.getOutputStream().write(new byte[] {3, 0, 0, 0});

      assertClosed(silent);
      assertClosed(half);
      await(() -> local.server.connections() == 0);
    }
  }

  @Test
  void refusesBadNamesWithAStatusThatArrives() throws Exception {
    try (LocalServer local = new LocalServer(RtmpConfig.DEFAULT)) {
      for (String name : List.of("../x", "a\nb", "x y", "")) {
        try (RtmpPeer peer = RtmpPeer.connect(local.address)) {
          RtmpPeer.RefusedException thrown =
              assertThrows(RtmpPeer.RefusedException.class, () -> peer.publish("", name));
          assertEquals("NetStream.Publish.BadName", thrown.getMessage());
        }
      }
      assertEquals(0, local.hub.streams().size());
    }
  }

  @Test
  void refusesConnectionsBeyondTheLimit() throws Exception {
    try (LocalServer local = new LocalServer(config(SessionLimits.DEFAULT, 2));
        Socket first = open(local);
        Socket second = open(local)) {
      await(() -> local.server.connections() == 2);
      try (Socket third = open(local)) {
        assertClosed(third);
      }
      first.close();
      await(() -> local.server.connections() == 1);
      try (RtmpPeer welcome = RtmpPeer.connect(local.address)) {
        assertEquals(2, local.server.connections());
      }
    }
  }

  @Test
  void limitsConnectionsOfOneAddressUnlessItsNetworkIsExempt() throws Exception {
    RtmpConfig base = RtmpConfig.DEFAULT;
    RtmpConfig strict = base.withConnections(10, 1, NetworkList.NONE);
    try (LocalServer local = new LocalServer(strict);
        Socket first = open(local)) {
      await(() -> local.server.connections() == 1);
      try (Socket second = open(local)) {
        assertClosed(second);
      }
    }
    RtmpConfig exempt = base.withConnections(10, 1, NetworkList.LOOPBACK);
    try (LocalServer local = new LocalServer(exempt);
        Socket first = open(local);
        Socket second = open(local)) {
      await(() -> local.server.connections() == 2);
    }
  }

  @Test
  void aPublisherOfTheSameAddressTakesOverAndTheOldOneIsClosed() throws Exception {
    try (LocalServer local = new LocalServer(RtmpConfig.DEFAULT);
        RtmpPeer old = RtmpPeer.connect(local.address)) {
      old.publish("live", "cam");
      try (RtmpPeer young = RtmpPeer.connect(local.address)) {
        young.publish("live", "cam");

        await(() -> local.server.connections() == 1);
        assertNotNull(local.hub.find(new StreamPath("live/cam")));
      }
      await(() -> local.hub.find(new StreamPath("live/cam")) == null);
    }
  }

  @Test
  void forgetsAPublisherThatVanishes() throws Exception {
    try (LocalServer local = new LocalServer(RtmpConfig.DEFAULT)) {
      try (RtmpPeer peer = RtmpPeer.connect(local.address)) {
        peer.publish("live", "cam");
      }
      await(() -> local.server.connections() == 0);
      await(() -> local.hub.find(new StreamPath("live/cam")) == null);
    }
  }

  private static RtmpConfig config(SessionLimits session, int maxConnections) {
    return RtmpConfig.DEFAULT
        .withConnections(maxConnections, 64, NetworkList.LOOPBACK)
        .withSession(session);
  }

  private static SessionLimits limits(Duration handshake) {
    return limits(handshake, SessionLimits.DEFAULT.authorisation());
  }

  static SessionLimits limits(Duration handshake, Duration authorisation) {
    SessionLimits base = SessionLimits.DEFAULT;
    return new SessionLimits(
        handshake,
        base.publish(),
        authorisation,
        base.firstMedia(),
        base.silence(),
        base.ping(),
        base.bytesBeforePublish(),
        base.signallingBytesBeforePublish(),
        base.commandsPerSecond(),
        base.createStreams(),
        base.changesPerSecond(),
        base.appLength(),
        base.nameLength(),
        base.urlLength(),
        base.parameterLength(),
        base.defaultApp());
  }

  private static Socket open(LocalServer local) throws IOException {
    Socket socket = new Socket();
    socket.connect(local.address);
    return socket;
  }

  /** A handshake, then a video message of 16 MiB less one byte announced. */
  private static byte[] announcing16MiB() {
    byte[] bytes = new byte[1 + 2 * 1_536 + 12];
    bytes[0] = 3;
    int at = 1 + 2 * 1_536;
    byte[] header = {4, 0, 0, 0, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 9, 1, 0, 0, 0};
    System.arraycopy(header, 0, bytes, at, header.length);
    return bytes;
  }

  private static byte[] noise() {
    byte[] bytes = new byte[100_000];
    new SplittableRandom(7).nextBytes(bytes);
    bytes[0] = 3;
    // After the handshake: the first chunk of a stream that continues a message.
    bytes[1 + 2 * 1_536] = (byte) 0xC7;
    return bytes;
  }

  /** Reads until the server closes; a reset is an end, too. */
  private static void assertClosed(Socket socket) throws IOException {
    socket.setSoTimeout((int) SOON.toMillis());
    InputStream in = socket.getInputStream();
    try {
      while (in.read() >= 0) {
        // The handshake's answer.
      }
    } catch (java.net.SocketTimeoutException e) {
      throw new AssertionError("not closed within " + SOON, e);
    } catch (java.net.SocketException e) {
      assertTrue(e.getMessage().contains("reset"), e.getMessage());
    }
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long deadlineNs = System.nanoTime() + SOON.toNanos();
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < deadlineNs, "not within " + SOON);
      Thread.sleep(5);
    }
  }
}
