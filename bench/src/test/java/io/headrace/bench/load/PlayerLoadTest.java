package io.headrace.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a player says of servers that do not keep to the rules. */
final class PlayerLoadTest {
  private static final int PATIENCE_S = 20;
  private static final String MULTIVARIANT =
      "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\ng/video.m3u8\n";
  private static final String HEAD =
      "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXT-X-PART-INF:PART-TARGET=1\n"
          + "#EXT-X-MEDIA-SEQUENCE:1\n#EXT-X-MAP:URI=\"init.mp4\"\n";
  private static final String PARTS =
      "#EXT-X-PART:DURATION=1,URI=\"p0.mp4\",INDEPENDENT=YES\n"
          + "#EXT-X-PART:DURATION=1,URI=\"p1.mp4\"\n";
  private static final byte[] BOX = ByteBuffer.allocate(16).putInt(16).array();

  private final Map<String, byte[]> objects = new HashMap<>();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    objects.put("/live/s/index.m3u8", MULTIVARIANT.getBytes(StandardCharsets.US_ASCII));
    objects.put("/live/s/g/init.mp4", BOX);
    objects.put("/live/s/g/p0.mp4", BOX);
    objects.put("/live/s/g/p1.mp4", BOX);
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    byte[] body = objects.get(exchange.getRequestURI().toString());
    if (body == null) {
      exchange.sendResponseHeaders(404, -1);
    } else {
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
    exchange.close();
  }

  private void playlist(String query, String text) {
    objects.put("/live/s/g/video.m3u8" + query, text.getBytes(StandardCharsets.US_ASCII));
  }

  private PlayerLoad.Report playUntil(Predicate<PlayerLoad.Report> enough)
      throws InterruptedException {
    try (LoadTransport transport = new LoadTransport(1);
        PlayerLoad players = new PlayerLoad(transport)) {
      String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/live/s/index.m3u8";
      players.start(url, 1, 1, 0, 0, VersionListener.NONE);
      long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
      while (!enough.test(players.report()) && System.nanoTime() < deadlineNs) {
        TimeUnit.MILLISECONDS.sleep(5);
      }
      return players.stop();
    }
  }

  private Set<String> errorsOf(int count) throws InterruptedException {
    return playUntil(report -> report.errors().size() >= count).errors().keySet();
  }

  @Test
  void aStreamThatEndsIsFetchedWholeAndIsNoError() throws InterruptedException {
    playlist("", HEAD + PARTS + "#EXTINF:2,\n1.mp4\n#EXT-X-ENDLIST\n");
    PlayerLoad.Report report = playUntil(done -> done.parts() == 2);
    assertEquals(Map.of(), report.errors());
    assertEquals(2, report.parts());
    assertEquals(1, report.initSections());
    assertEquals(48, report.mediaBytes());
    assertEquals(1, report.plainPlaylists());
  }

  @Test
  void aListedPartThatIsNotThereIsAnError() throws InterruptedException {
    playlist("", HEAD + PARTS + "#EXT-X-ENDLIST\n");
    objects.remove("/live/s/g/p1.mp4");
    assertEquals(Set.of("MEDIA_STATUS_404"), errorsOf(1));
  }

  @Test
  void aPartThatIsNoMp4IsAnError() throws InterruptedException {
    playlist("", HEAD + PARTS + "#EXT-X-ENDLIST\n");
    objects.put("/live/s/g/p0.mp4", new byte[20]);
    assertEquals(Set.of("BROKEN_BOXES"), errorsOf(1));
  }

  @Test
  void aBlockedRequestThatIsAnsweredEarlyIsAnError() throws InterruptedException {
    playlist("", HEAD + PARTS);
    playlist("?_HLS_msn=1&_HLS_part=2", HEAD + PARTS);
    Set<String> errors = errorsOf(1);
    assertTrue(errors.contains("NOTHING_NEW"), errors.toString());
  }

  @Test
  void aBlockedRequestThatIsRefusedIsAnError() throws InterruptedException {
    playlist("", HEAD + PARTS);
    assertEquals(Set.of("PLAYLIST_STATUS_404"), errorsOf(1));
  }

  @Test
  void aStreamThatDoesNotAppearIsAnError() throws InterruptedException {
    objects.clear();
    assertEquals(Set.of("MULTIVARIANT_STATUS_404"), errorsOf(1));
  }

  @Test
  void whatIsNoPlaylistIsAnError() throws InterruptedException {
    playlist("", "<html>");
    assertEquals(Set.of("BAD_PLAYLIST"), errorsOf(1));
  }
}
