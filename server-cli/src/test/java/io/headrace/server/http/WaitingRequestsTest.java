package io.headrace.server.http;

import static io.headrace.server.http.HttpServerFixture.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headrace.hls.origin.HlsContent.Kind;
import io.headrace.server.http.RawHttpClient.Response;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WaitingRequestsTest {
  private static final String WAITING = "/live/cat/g1/wait-1.m4s";
  private static final byte[] MEDIA = new byte[5_000];

  /** More than two slices of one loop. */
  private static final int CROWD = 2 * WaitingRoom.SLICE + 88;

  private HttpServerFixture fixture;

  @BeforeEach
  void start() throws IOException {
    fixture = new HttpServerFixture(HttpConfig.DEFAULT);
  }

  @AfterEach
  void stop() {
    assertTrue(eventually(() -> fixture.server.counters().connections() == 0));
    assertEquals(0, fixture.origin.pinned(), "contents not released");
    assertEquals(0, fixture.server.counters().waiters());
    assertEquals(0, fixture.origin.listeners(), "listeners left behind");
    fixture.close();
  }

  @Test
  void aWaitingRequestIsAnsweredWhenItsObjectComes() throws IOException {
    try (RawHttpClient client = fixture.connect()) {
      client.request("GET", WAITING, "Range: bytes=10-19");
      awaitWaiters(1);
      fixture.origin.raise();
      fixture.origin.raise();
      fixture.origin.put("g1/wait-1.m4s", Kind.VIDEO_MP4, MEDIA);
      assertFalse(client.hasInput(), "answered before the object came");
      fixture.origin.raise();
      Response response = client.read();
      assertEquals(206, response.status());
      assertEquals("bytes 10-19/5000", response.header("content-range"));
    }
  }

  @Test
  void oneRaiseWakesACrowdOnOneLoop() throws IOException {
    try (HttpServerFixture narrow = new HttpServerFixture(HttpConfig.DEFAULT, 1)) {
      List<RawHttpClient> crowd = new ArrayList<>();
      for (int i = 0; i < CROWD; i++) {
        RawHttpClient client = narrow.connect();
        crowd.add(client);
        client.request("GET", WAITING);
      }
      assertTrue(eventually(() -> narrow.server.counters().waiters() == CROWD));
      narrow.origin.put("g1/wait-1.m4s", Kind.VIDEO_MP4, MEDIA);
      narrow.origin.raise();
      for (RawHttpClient client : crowd) {
        assertEquals(MEDIA.length, client.read().body().length);
        client.close();
      }
      assertEquals(0, narrow.server.counters().waiters());
      assertEquals(0, narrow.origin.listeners());
      assertTrue(eventually(() -> narrow.origin.pinned() == 0));
    }
  }

  @Test
  void aRequestBehindAWaitingOneIsAnsweredAfterIt() throws IOException {
    fixture.origin.putPlaylist("index.m3u8", "#EXTM3U\n");
    try (RawHttpClient client = fixture.connect()) {
      client.request("GET", WAITING);
      client.request("GET", "/live/cat/index.m3u8");
      awaitWaiters(1);
      assertFalse(client.hasInput());
      fixture.origin.put("g1/wait-1.m4s", Kind.VIDEO_MP4, MEDIA);
      fixture.origin.raise();
      assertEquals("video/mp4", client.read().header("content-type"));
      assertEquals("#EXTM3U\n", client.read().text());
    }
  }

  @Test
  void aClientThatGoesAwayLeavesNothingBehind() throws IOException {
    RawHttpClient client = fixture.connect();
    client.request("GET", WAITING);
    awaitWaiters(1);
    client.close();
    awaitWaiters(0);
    fixture.origin.put("g1/wait-1.m4s", Kind.VIDEO_MP4, MEDIA);
  }

  @Test
  void aDeadlineThatPassesIs503() throws IOException {
    fixture.origin.timeout(Duration.ofMillis(300));
    try (RawHttpClient patient = fixture.connect();
        RawHttpClient impatient = fixture.connect()) {
      long beganNs = System.nanoTime();
      impatient.request("GET", WAITING);
      awaitWaiters(1);
      fixture.origin.timeout(Duration.ofSeconds(30));
      patient.request("GET", WAITING);
      Response response = impatient.read();
      assertTrue(System.nanoTime() - beganNs >= Duration.ofMillis(300).toNanos());
      assertEquals(503, response.status());
      assertEquals("no-store", response.header("cache-control"));
      assertEquals("1", response.header("retry-after"));
      assertEquals("not in time\n", response.text());
      awaitWaiters(1);
      fixture.origin.put("g1/wait-1.m4s", Kind.VIDEO_MP4, MEDIA);
      fixture.origin.raise();
      assertEquals(200, patient.read().status());
    }
  }

  @Test
  void headNeverWaits() throws IOException {
    try (RawHttpClient client = fixture.connect()) {
      client.request("HEAD", WAITING);
      assertEquals(503, client.readHead().status());
    }
  }

  @Test
  void tooManyWaitersOfOneStreamAreRefused() throws IOException {
    HttpConfig defaults = HttpConfig.DEFAULT;
    HttpConfig two =
        new HttpConfig(
            defaults.maxRequestLineBytes(),
            defaults.maxHeaderBytes(),
            defaults.maxPipelined(),
            defaults.maxConnections(),
            defaults.maxConnectionsPerAddress(),
            defaults.exemptNetworks(),
            /* maxWaitersPerStream= */ 2,
            defaults.idleTimeout(),
            defaults.responseDeadline());
    try (HttpServerFixture narrow = new HttpServerFixture(two);
        RawHttpClient first = narrow.connect();
        RawHttpClient second = narrow.connect();
        RawHttpClient third = narrow.connect()) {
      first.request("GET", WAITING);
      second.request("GET", WAITING);
      assertTrue(eventually(() -> narrow.server.counters().waiters() == 2));
      assertEquals(503, third.get(WAITING).status());
      assertEquals(1, narrow.server.counters().breaches(HttpLimit.WAITERS));
      assertEquals(200, third.get("/healthz").status());
    }
  }

  @Test
  void whoeverStillWaitsWhenTheServerStopsIsClosed() throws IOException {
    try (RawHttpClient waiting = fixture.connect();
        RawHttpClient idle = fixture.connect()) {
      assertEquals(200, idle.get("/healthz").status());
      waiting.request("GET", WAITING);
      awaitWaiters(1);
      fixture.server.close(Duration.ofMillis(100));
      assertTrue(idle.isClosedByServer());
      assertTrue(waiting.isClosedByServer());
    }
  }

  @Test
  void theLastAnswerOfAStoppingServerIsDelivered() throws Exception {
    try (RawHttpClient waiting = fixture.connect()) {
      waiting.request("GET", WAITING);
      awaitWaiters(1);
      Thread closing = new Thread(() -> fixture.server.close(Duration.ofSeconds(10)));
      closing.start();
      fixture.origin.put("g1/wait-1.m4s", Kind.VIDEO_MP4, MEDIA);
      fixture.origin.raise();
      assertEquals(MEDIA.length, waiting.read().body().length);
      assertTrue(waiting.isClosedByServer());
      closing.join();
    }
  }

  private void awaitWaiters(int count) {
    assertTrue(
        eventually(() -> fixture.server.counters().waiters() == count),
        () -> fixture.server.counters().waiters() + " waiters");
  }
}
