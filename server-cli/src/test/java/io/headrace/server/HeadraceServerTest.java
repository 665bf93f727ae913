package io.headrace.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headrace.hls.origin.HlsConfig.Preset;
import io.headrace.server.config.ListenAddress;
import io.headrace.server.config.ServerConfig;
import io.headrace.testkit.Canary;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class HeadraceServerTest {
  private static final ListenAddress ANY_PORT = new ListenAddress("127.0.0.1", 0);
  private static final ServerConfig CONFIG =
      ServerConfig.DEFAULT.withListen(ANY_PORT, ANY_PORT).withPreset(Preset.ULTRA);
  private static final long PATIENCE_NS = Duration.ofSeconds(10).toNanos();

  private final HttpClient client = HttpClient.newHttpClient();

  @Test
  void whatIsPublishedIsListedAndPlaysUntilTheServerCloses() throws Exception {
    HeadraceServer server = HeadraceServer.start(CONFIG);
    URI http = http(server);
    try (server;
        Canary canary = Canary.start(server.rtmpAddress(), http, "live", "canary")) {
      String listed = get(http.resolve("/api/streams"));
      assertTrue(listed.startsWith("[{\"path\":\"live/canary\",\"state\":\"LIVE\""), listed);
      assertTrue(listed.contains("\"status\":\"PLAYABLE\""), listed);
      assertTrue(listed.contains("\"codec\":\"avc1."), listed);
      assertTrue(listed.contains("\"sinceMs\":1"), listed);
      canary.assertUnmoved(Duration.ofSeconds(2));

      URI playlist = renditionOf(http.resolve("/live/canary/index.m3u8"));
      assertFalse(get(playlist).contains("#EXT-X-ENDLIST"));
      CompletableFuture<HttpResponse<String>> waiting = getLater(beyondEnd(playlist));
      awaitWaiters(server);
      server.close();
      HttpResponse<String> last = waiting.join();
      assertEquals(200, last.statusCode());
      assertTrue(last.body().contains("#EXT-X-ENDLIST"), last.body());
    }
    assertNobodyListens(server.httpAddress().getPort());
    assertNobodyListens(server.rtmpAddress().getPort());
  }

  @Test
  void anUnknownStreamIsOffline() throws Exception {
    try (HeadraceServer server = HeadraceServer.start(CONFIG)) {
      assertEquals("[]", get(http(server).resolve("/api/streams")));
      String none = get(http(server).resolve("/api/streams/live/none"));
      assertTrue(none.contains("\"state\":\"OFFLINE\",\"status\":\"OFFLINE\""), none);
    }
  }

  @Test
  void aServerThatCannotStartLeavesNothingOpen() throws Exception {
    try (HeadraceServer first = HeadraceServer.start(CONFIG)) {
      int freePort = freePort();
      ServerConfig clash =
          CONFIG.withListen(
              new ListenAddress("127.0.0.1", first.rtmpAddress().getPort()),
              new ListenAddress("127.0.0.1", freePort));
      StartException e = assertThrows(StartException.class, () -> HeadraceServer.start(clash));
      assertEquals(1, String.valueOf(e.getMessage()).lines().count(), e.getMessage());
      assertNobodyListens(freePort);
    }
  }

  private String get(URI uri) throws IOException, InterruptedException {
    HttpResponse<String> response =
        client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    assertEquals(200, response.statusCode(), () -> uri + ": " + response.body());
    return response.body();
  }

  private CompletableFuture<HttpResponse<String>> getLater(URI uri) {
    return client.sendAsync(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
  }

  private URI renditionOf(URI multivariant) throws IOException, InterruptedException {
    String relative =
        get(multivariant).lines().filter(line -> !line.startsWith("#")).findFirst().orElseThrow();
    return multivariant.resolve(relative);
  }

  /** Asks for the segment after the one now growing: longer than the test takes to close. */
  private URI beyondEnd(URI playlist) throws IOException, InterruptedException {
    Matcher report = Pattern.compile("LAST-MSN=(\\d+)").matcher(get(playlist));
    assertTrue(report.find());
    return URI.create(playlist + "?_HLS_msn=" + (Long.parseLong(report.group(1)) + 2));
  }

  private static void awaitWaiters(HeadraceServer server) {
    long deadlineNs = System.nanoTime() + PATIENCE_NS;
    // One is the canary's own watcher, most of the time.
    while (server.httpCounters().waiters() < 2) {
      assertTrue(System.nanoTime() - deadlineNs < 0, "nobody waits");
      Thread.onSpinWait();
    }
  }

  private static URI http(HeadraceServer server) {
    return URI.create("http://127.0.0.1:" + server.httpAddress().getPort() + "/");
  }

  private static int freePort() throws IOException {
    try (java.net.ServerSocket socket =
        new java.net.ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void assertNobodyListens(int port) {
    assertThrows(
        ConnectException.class,
        () -> new Socket(InetAddress.getLoopbackAddress(), port).close(),
        () -> "port " + port + " is open");
  }
}
