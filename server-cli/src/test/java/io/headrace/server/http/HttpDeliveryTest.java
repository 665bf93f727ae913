package io.headrace.server.http;

import static io.headrace.server.http.HttpServerFixture.eventually;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headrace.hls.origin.HlsContent.Kind;
import io.headrace.hls.origin.HlsRequest;
import io.headrace.hls.origin.HlsRequest.Directives;
import io.headrace.media.hub.StreamPath;
import io.headrace.server.http.RawHttpClient.Response;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpDeliveryTest {
  private static final String PLAYLIST = "#EXTM3U\n" + "#EXT-X-SOMETHING:1\n".repeat(50);
  private static final byte[] MEDIA = "0123456789".getBytes(StandardCharsets.US_ASCII);
  private static final String PART = "/live/cat/g1/v1.m4s";

  private HttpServerFixture fixture;
  private RawHttpClient client;

  @BeforeEach
  void start() throws IOException {
    fixture = new HttpServerFixture(HttpConfig.DEFAULT);
    fixture.origin.putPlaylist("index.m3u8", PLAYLIST);
    fixture.origin.putPlaylist("g1/video.m3u8", PLAYLIST);
    fixture.origin.put("g1/v1.m4s", Kind.VIDEO_MP4, MEDIA);
    fixture.origin.put("g1/a1.m4s", Kind.AUDIO_MP4, MEDIA);
    client = fixture.connect();
  }

  @AfterEach
  void stop() throws IOException {
    client.close();
    assertTrue(eventually(() -> fixture.server.counters().connections() == 0));
    assertEquals(0, fixture.origin.pinned(), "contents not released");
    assertEquals(0, fixture.server.counters().waiters());
    fixture.close();
  }

  @Test
  void aPlaylistIsServedWithItsHeaders() throws IOException {
    Response response = client.get("/live/cat/index.m3u8");
    assertEquals(200, response.status());
    assertEquals(PLAYLIST, response.text());
    assertEquals("application/vnd.apple.mpegurl", response.header("content-type"));
    assertEquals("max-age=12", response.header("cache-control"));
    assertEquals("accept-encoding", response.header("vary"));
    assertEquals("*", response.header("access-control-allow-origin"));
    assertEquals(
        "Age, Date, Content-Length, Content-Range",
        response.header("access-control-expose-headers"));
    assertNull(response.header("age"));
    assertNull(response.header("content-encoding"));
    assertNull(response.header("accept-ranges"));
    ZonedDateTime date =
        ZonedDateTime.parse(
            String.valueOf(response.header("date")), DateTimeFormatter.RFC_1123_DATE_TIME);
    assertTrue(
        Duration.between(date, ZonedDateTime.now(ZoneOffset.UTC)).abs().toSeconds() < 60,
        "date " + date);
    assertEquals(
        new HlsRequest(new StreamPath("live/cat"), null, "index.m3u8", Directives.NONE),
        fixture.origin.last());
  }

  @ParameterizedTest
  @CsvSource({"v1.m4s, video/mp4", "a1.m4s, audio/mp4"})
  void mediaIsServedAsItLiesThere(String file, String type) throws IOException {
    Response response = client.get("/live/cat/g1/" + file, "Accept-Encoding: gzip");
    assertEquals(200, response.status());
    assertArrayEquals(MEDIA, response.body());
    assertEquals(type, response.header("content-type"));
    assertEquals("max-age=12, immutable", response.header("cache-control"));
    assertEquals("bytes", response.header("accept-ranges"));
    assertEquals("\"g1-" + file + "\"", response.header("etag"));
    assertNull(response.header("content-encoding"));
    assertNull(response.header("vary"));
  }

  @Test
  void aPlaylistIsGzippedForThoseWhoTakeIt() throws IOException {
    Response response = client.get("/live/cat/g1/video.m3u8", "Accept-Encoding: br, gzip;q=0.8");
    assertEquals("gzip", response.header("content-encoding"));
    assertTrue(response.body().length < PLAYLIST.length() / 2);
    try (GZIPInputStream unzipped =
        new GZIPInputStream(new ByteArrayInputStream(response.body()))) {
      assertEquals(PLAYLIST, new String(unzipped.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "_HLS_msn=7&_HLS_part=2|7|2|",
        "_HLS_part=2&token=a%20b&_HLS_msn=7|7|2|",
        "_HLS_skip=YES|||YES",
        "_HLS_msn=|''||",
        "_HLS_msn|''||",
        "x_HLS_msn=3&_HLS_msns=4&&|||",
        "_HLS_msn=%31|%31||",
      })
  void directivesReachTheOriginAsWritten(String query, String msn, String part, String skip)
      throws IOException {
    assertEquals(200, client.get("/live/cat/g1/video.m3u8?" + query).status());
    assertEquals(
        new HlsRequest(
            new StreamPath("live/cat"), "g1", "video.m3u8", new Directives(msn, part, skip)),
        fixture.origin.last());
  }

  @Test
  void refusedDirectivesAre400AndMayBeCached() throws IOException {
    Response response = client.get("/live/cat/g1/video.m3u8?_HLS_msn=x");
    assertEquals(400, response.status());
    assertEquals("_HLS_msn: x\n", response.text());
    assertEquals("max-age=8", response.header("cache-control"));
  }

  @Test
  void whatIsMissingIs404AndMayBeCached() throws IOException {
    Response response = client.get("/live/cat/g1/gone.m4s");
    assertEquals(404, response.status());
    assertEquals("max-age=2", response.header("cache-control"));
    assertEquals("text/plain; charset=utf-8", response.header("content-type"));
    assertEquals("*", response.header("access-control-allow-origin"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bytes=0-3|0-3|0123",
        "bytes=4-|4-9|456789",
        "bytes=4-9007199254740991|4-9|456789",
        "bytes=4-99999999999999999999999|4-9|456789",
        "bytes=-3|7-9|789",
        "bytes=-30|0-9|0123456789",
        "bytes=9-9|9-9|9",
      })
  void aRangeIs206(String range, String sent, String body) throws IOException {
    Response response = client.get(PART, "Range: " + range);
    assertEquals(206, response.status());
    assertEquals("bytes " + sent + "/10", response.header("content-range"));
    assertEquals(body, response.text());
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=10-", "bytes=10-20", "bytes=-0"})
  void aRangeBehindTheEndIs416(String range) throws IOException {
    Response response = client.get(PART, "Range: " + range);
    assertEquals(416, response.status());
    assertEquals("bytes */10", response.header("content-range"));
    assertEquals(0, response.body().length);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=5-3", "bytes=a-b", "bytes=-", "items=0-1", "bytes=0-1,3-4", "4"})
  void aRangeThatIsNoneSendsTheWhole(String range) throws IOException {
    Response response = client.get(PART, "Range: " + range);
    assertEquals(200, response.status());
    assertArrayEquals(MEDIA, response.body());
  }

  @Test
  void aRangeOnAPlaylistIsIgnored() throws IOException {
    Response response = client.get("/live/cat/g1/video.m3u8", "Range: bytes=0-3");
    assertEquals(200, response.status());
    assertEquals(PLAYLIST, response.text());
  }

  @Test
  void ifRangeDecidesByTheEntityTag() throws IOException {
    String etag = String.valueOf(client.get(PART).header("etag"));
    assertEquals(206, client.get(PART, "Range: bytes=0-1", "If-Range: " + etag).status());
    assertEquals(200, client.get(PART, "Range: bytes=0-1", "If-Range: \"other\"").status());
  }

  @Test
  void whatTheClientHasIs304() throws IOException {
    String etag = String.valueOf(client.get(PART).header("etag"));
    Response response = client.get(PART, "If-None-Match: " + etag);
    assertEquals(304, response.status());
    assertEquals(etag, response.header("etag"));
    assertNull(response.header("content-length"));
    assertEquals(200, client.get(PART, "If-None-Match: \"other\"").status());
  }

  @ParameterizedTest
  @ValueSource(strings = {PART, "/live/cat/g1/video.m3u8", "/api/streams", "/healthz", "/no"})
  void headHasTheHeadersOfGetAndNoBody(String target) throws IOException {
    Response get = client.get(target);
    client.request("HEAD", target, "Range: bytes=0-1");
    Response head = client.readHead();
    assertEquals(get.status(), head.status());
    get.headers().remove("date");
    head.headers().remove("date");
    assertEquals(get.headers(), head.headers());
    assertEquals(200, client.get("/healthz").status(), "the connection is in step");
  }

  @Test
  void preflightAllowsRanges() throws IOException {
    client.request(
        "OPTIONS",
        PART,
        "Origin: https://example.org",
        "Access-Control-Request-Method: GET",
        "Access-Control-Request-Headers: range");
    Response response = client.read();
    assertEquals(204, response.status());
    assertEquals("*", response.header("access-control-allow-origin"));
    assertEquals("GET, HEAD, OPTIONS", response.header("access-control-allow-methods"));
    assertTrue(String.valueOf(response.header("access-control-allow-headers")).contains("Range"));
    assertNotNull(response.header("access-control-max-age"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "TRACE", "BREW"})
  void otherMethodsAre405(String method) throws IOException {
    client.request(method, PART);
    Response response = client.read();
    assertEquals(405, response.status());
    assertEquals("GET, HEAD, OPTIONS", response.header("allow"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/../etc/passwd",
        "/live/../index.m3u8",
        "/live/./cat/",
        "/live/cat/..",
        "/live/%2e%2e/index.m3u8",
        "/live/cat%2findex.m3u8",
        "/live/ca%00t/",
        "/live\\cat/",
        "/live/c\u0001at/",
        "/live/caf\u00e9/",
        "live/cat/",
        "*",
      })
  void aPathThatNoneHasHereIs400(String target) throws IOException {
    assertEquals(400, client.get(target).status());
    assertNull(fixture.origin.last());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "//live/cat/",
        "/live//cat/index.m3u8",
        "/index.m3u8",
        "/a/video.m3u8",
        "/api/other",
        "/api/streams/",
        "/api/",
        "/assets/",
        "/assets/none.js",
        "/metrics/",
        "/a/b/c/d/e/f/g/h/i/",
      })
  void whatIsNotNamedHereIs404(String target) throws IOException {
    assertEquals(404, client.get(target).status());
    assertNull(fixture.origin.last());
  }

  @Test
  void theAbsoluteFormIsServedToo() throws IOException {
    assertEquals(200, client.get("http://test:8080/live/cat/index.m3u8").status());
    assertEquals(400, client.get("http://test/../").status());
  }

  @Test
  void aPathWithoutSlashIsRedirectedRelatively() throws IOException {
    Response response = client.get("/live/cat?debug=1");
    assertEquals(302, response.status());
    assertEquals("cat/?debug=1", response.header("location"));
  }

  @Test
  void streamsAreListedAsJson() throws IOException {
    Response response = client.get("/api/streams");
    assertEquals("application/json", response.header("content-type"));
    assertEquals("no-store", response.header("cache-control"));
    String cat =
        "{\"path\":\"live/cat\",\"state\":\"LIVE\",\"status\":\"PLAYABLE\",\"generation\":\"g1\","
            + "\"video\":{\"codec\":\"avc1.640029\",\"width\":640,\"height\":360,"
            + "\"frameRate\":30.0},\"audio\":null,"
            + "\"leftOut\":[\"audio: Speex cannot be carried by HLS\"],\"sinceMs\":1700000000000}";
    assertEquals("[" + cat + "]", response.text());
    assertEquals(cat, client.get("/api/streams/live/cat").text());
  }

  @Test
  void pagesLearnWhereToPublish() throws IOException {
    assertEquals("{\"rtmpPort\":1935}", client.get("/api/server").text());
  }

  @Test
  void anUnknownStreamIsOffline() throws IOException {
    Response response = client.get("/api/streams/live/dog");
    assertEquals(200, response.status());
    assertTrue(response.text().contains("\"status\":\"OFFLINE\""), response.text());
    String wanted = client.get("/api/streams/live/dog?wanted=1").text();
    assertTrue(wanted.contains("\"status\":\"STARTING\""), wanted);
  }

  @Test
  void aFaultOfTheOriginIs500AndTheConnectionGoesOn() throws IOException {
    assertEquals(500, client.get("/live/cat/g1/broken.m3u8").status());
    assertEquals(200, client.get(PART).status());
  }

  @Test
  void http10ClosesUnlessAskedToStay() throws IOException {
    client.send("GET /healthz HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    assertEquals("keep-alive", client.read().header("connection"));
    client.send("GET /healthz HTTP/1.0\r\n\r\n");
    assertEquals("close", client.read().header("connection"));
    assertTrue(client.isClosedByServer());
  }

  @Test
  void aRequestWithABodyIsTheLast() throws IOException {
    client.request("GET", "/healthz", "Content-Length: 3");
    client.send("abc");
    assertEquals("close", client.read().header("connection"));
    assertTrue(client.isClosedByServer());
  }

  @Test
  void manyRequestsInOneWriteAreAnsweredInOrder() throws IOException {
    StringBuilder requests = new StringBuilder();
    for (int i = 0; i < HttpConfig.DEFAULT.maxPipelined(); i++) {
      String target = i % 2 == 0 ? "/healthz" : "/none/" + i + "/x.m4s";
      requests.append("GET ").append(target).append(" HTTP/1.1\r\nHost: t\r\n\r\n");
    }
    client.send(requests.toString());
    for (int i = 0; i < HttpConfig.DEFAULT.maxPipelined(); i++) {
      assertEquals(i % 2 == 0 ? 200 : 404, client.read().status(), "answer " + i);
    }
    assertFalse(client.hasInput());
  }
}
