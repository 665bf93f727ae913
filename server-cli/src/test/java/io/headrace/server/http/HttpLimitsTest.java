package io.headrace.server.http;

import static io.headrace.server.http.HttpServerFixture.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headrace.hls.origin.HlsContent.Kind;
import io.headrace.media.peer.NetworkList;
import io.headrace.testkit.Seeds;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpLimitsTest {
  private static final HttpConfig TIGHT =
      new HttpConfig(
          /* maxRequestLineBytes= */ 512,
          /* maxHeaderBytes= */ 1_024,
          /* maxPipelined= */ 4,
          /* maxConnections= */ 3,
          /* maxConnectionsPerAddress= */ 2,
          NetworkList.parse(List.of("10.0.0.0/8")),
          /* maxWaitersPerStream= */ 10,
          /* idleTimeout= */ Duration.ofMillis(500),
          /* responseDeadline= */ Duration.ofMillis(500));
  private static final int RANDOM_PEERS = 50;
  private static final int RANDOM_BYTES = 4_000;

  private HttpServerFixture fixture;

  @BeforeEach
  void start() throws IOException {
    fixture = new HttpServerFixture(TIGHT);
  }

  @AfterEach
  void stop() {
    assertTrue(eventually(() -> fixture.server.counters().connections() == 0));
    assertEquals(0, fixture.origin.pinned(), "contents not released");
    fixture.close();
  }

  @Test
  void aRequestLineThatIsTooLongIs414() throws IOException {
    assertRefused("GET /" + "a".repeat(600) + " HTTP/1.1\r\nHost: t\r\n\r\n", 414);
  }

  @Test
  void headersThatAreTooLargeAre431() throws IOException {
    assertRefused(
        "GET / HTTP/1.1\r\nHost: t\r\n" + "X-Fill: 0123456789\r\n".repeat(100) + "\r\n", 431);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: t\r\nbad header\r\n\r\n",
        "GET /\r\n\r\n",
        "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003 hello\r\n\r\n",
      })
  void whatIsNotHttp11Is400(String bytes) throws IOException {
    assertRefused(bytes, 400);
  }

  @Test
  void anotherMajorVersionIs505() throws IOException {
    assertRefused("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505);
  }

  @Test
  void randomBytesHarmNobody() throws IOException {
    Random random = new Random(Seeds.next("headrace.http.seed"));
    byte[] bytes = new byte[RANDOM_BYTES];
    try (HttpServerFixture open = new HttpServerFixture(HttpConfig.DEFAULT)) {
      for (int i = 0; i < RANDOM_PEERS; i++) {
        random.nextBytes(bytes);
        try (RawHttpClient peer = open.connect()) {
          peer.send(bytes);
          peer.send("\r\n\r\n");
        } catch (SocketException e) {
          // Closed by the server while the bytes were on their way.
        }
      }
      try (RawHttpClient client = open.connect()) {
        assertEquals(200, client.get("/healthz").status());
      }
      assertTrue(eventually(() -> open.server.counters().connections() == 0));
    }
  }

  @Test
  void randomTargetsAreAnsweredWithAClientError() throws IOException {
    Random random = new Random(Seeds.next("headrace.http.seed"));
    try (RawHttpClient client = fixture.connect()) {
      for (int i = 0; i < 300; i++) {
        StringBuilder target = new StringBuilder("/");
        random
            .ints(1 + random.nextInt(60), 0x21, 0xff)
            .filter(c -> c != '?' && c != 0x7f && c != 0x85 && c != 0xa0)
            .forEach(c -> target.append((char) c));
        target.append("%/x");
        int status = client.get(target.toString()).status();
        assertTrue(status == 400 || status == 404, () -> target + " gives " + status);
      }
    }
  }

  @Test
  void aClientThatSendsTooFarAheadIsClosed() throws IOException {
    try (RawHttpClient client = fixture.connect()) {
      client.send("GET /live/cat/g1/wait.m4s HTTP/1.1\r\nHost: t\r\n\r\n".repeat(20));
      assertTrue(client.isClosedByServer());
    }
    assertEquals(1, fixture.server.counters().breaches(HttpLimit.PIPELINED));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "GET / HTTP/1.1\r\nHost:"})
  void aConnectionWithoutACompleteRequestIsClosed(String beginning) throws IOException {
    try (RawHttpClient client = fixture.connect()) {
      client.send(beginning);
      assertTrue(client.isClosedByServer());
    }
    assertEquals(1, fixture.server.counters().breaches(HttpLimit.IDLE));
  }

  @Test
  void aClientThatDoesNotDrainItsResponseIsClosed() throws IOException {
    fixture.origin.put("g1/big.m4s", Kind.VIDEO_MP4, new byte[32 << 20]);
    try (RawHttpClient client =
        new RawHttpClient(fixture.address, /* receiveBufferBytes= */ 4096)) {
      client.request("GET", "/live/cat/g1/big.m4s");
      assertTrue(eventually(() -> fixture.origin.pinned() == 1));
      assertTrue(eventually(() -> fixture.origin.pinned() == 0));
    }
    assertEquals(1, fixture.server.counters().breaches(HttpLimit.SLOW_CLIENT));
  }

  @Test
  void anAddressHasNoMoreConnectionsThanItMay() throws IOException {
    try (RawHttpClient first = fixture.connect();
        RawHttpClient second = fixture.connect()) {
      assertEquals(200, first.get("/healthz").status());
      assertEquals(200, second.get("/healthz").status());
      try (RawHttpClient third = fixture.connect()) {
        assertTrue(third.isClosedByServer());
      }
    }
    assertEquals(1, fixture.server.counters().breaches(HttpLimit.CONNECTIONS_PER_ADDRESS));
    assertTrue(eventually(() -> fixture.server.counters().connections() == 0));
    try (RawHttpClient next = fixture.connect()) {
      assertEquals(200, next.get("/healthz").status());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gzip|true",
        "deflate, gzip;q=1.0, *;q=0.5|true",
        "GZIP|true",
        "x-gzip|true",
        "*|true",
        "*;q=0|false",
        "gzip;q=0|false",
        "gzip;q=0.000|false",
        "gzip; q=0.001|true",
        "*, gzip;q=0|false",
        "identity|false",
        "''|false",
        "|false",
      })
  void acceptEncodingIsUnderstood(String field, boolean expected) {
    assertEquals(expected, AcceptEncoding.acceptsGzip(field));
  }

  private void assertRefused(String bytes, int status) throws IOException {
    try (RawHttpClient client = fixture.connect()) {
      client.send(bytes.getBytes(StandardCharsets.ISO_8859_1));
      assertEquals(status, client.read().status());
      assertTrue(client.isClosedByServer());
    }
  }
}
