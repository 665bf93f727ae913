package io.headrace.hls.origin;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.headrace.hls.origin.HlsConfig.Preset;
import io.headrace.hls.origin.HlsRequest.Directives;
import io.headrace.hls.origin.Resolution.Missing;
import io.headrace.hls.origin.Resolution.Ready;
import io.headrace.hls.origin.Resolution.Reason;
import io.headrace.hls.origin.Resolution.Refused;
import io.headrace.hls.origin.Resolution.Wait;
import io.netty.buffer.ByteBufInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * RFC 8216bis §6.2.5 and §6.2.6, on a stream whose next part is part 2 of segment 12: 2 s segments
 * of four parts, 4 to 11 listed.
 */
class DirectivesTest {
  private static final long NS_PER_S = 1_000_000_000L;

  private final TestStream stream = new TestStream(Preset.BALANCED.config());
  private final ArrayDeque<Source.Arrival> arrivals =
      new ArrayDeque<>(Source.USUAL.arrivals(10_000, 60_000));

  @BeforeEach
  void playUntilPartTwoOfSegmentTwelveIsNext() {
    stream.publish(Source.USUAL.tracks());
    playUntil(33_150);
    PlaylistText playlist = stream.playlist("video");
    assertEquals("video-r1-s12-p2.mp4", playlist.hints.get("PART"));
    assertEquals(4, playlist.number("EXT-X-MEDIA-SEQUENCE"));
  }

  @AfterEach
  void close() {
    arrivals.forEach(arrival -> arrival.frame().release());
    stream.close();
  }

  @ParameterizedTest(name = "_HLS_msn={0} _HLS_part={1}: {2}")
  @CsvSource(
      nullValues = "-",
      value = {
        "-, -, READY",
        "12, 1, READY",
        "12, 0, READY",
        "12, -, READY",
        "11, 3, READY",
        "11, -, READY",
        "11, 4, READY",
        "11, 99, READY",
        "4, 0, READY",
        "3, 0, READY",
        "0, 0, READY",
        "12, 2, WAIT",
        "12, 3, WAIT",
        "12, 7, WAIT",
        "13, 0, WAIT",
        "13, -, WAIT",
        "13, 5, WAIT",
        "14, 0, WAIT",
        "15, 0, REFUSED",
        "15, -, REFUSED",
        "12, 8, REFUSED",
        "13, 6, REFUSED",
        "99999999999999999999999, 0, REFUSED",
        "-, 0, REFUSED",
        "'', -, REFUSED",
        "12, '', REFUSED",
        "x, -, REFUSED",
        "-1, -, REFUSED",
        "+12, -, REFUSED",
        "12.0, -, REFUSED",
        "12, -1, REFUSED",
        "12, 1x, REFUSED"
      })
  void answersEachDirective(String msn, String part, String expected) {
    Resolution resolution = stream.block("video.m3u8", msn, part);
    switch (expected) {
      case "READY" -> {
        int maxAgeS = msn == null ? 1 : 12;
        assertEquals(maxAgeS, resolution.maxAgeSeconds());
        assertArrayEquals(stream.fetch("video.m3u8"), TestStream.bytes(resolution));
      }
      case "WAIT" -> {
        Wait wait = assertInstanceOf(Wait.class, resolution);
        assertEquals(6 * NS_PER_S, wait.timeoutNs());
        Refused late = assertInstanceOf(Refused.class, wait.onTimeout());
        assertEquals(Reason.NOT_AVAILABLE, late.reason());
        assertEquals(0, late.maxAgeSeconds());
      }
      default -> {
        Refused refused = assertInstanceOf(Refused.class, resolution);
        assertEquals(Reason.BAD_DIRECTIVES, refused.reason());
      }
    }
  }

  @Test
  void theNextSegmentHasComeOnlyWithItsFirstPart() {
    playUntil(34_100);
    assertEquals("video-r1-s13-p0.mp4", stream.playlist("video").hints.get("PART"));
    // A part beyond the end of a complete segment means the first part of the next one.
    assertInstanceOf(Wait.class, stream.block("video.m3u8", "12", "4"));
    assertInstanceOf(Wait.class, stream.block("video.m3u8", "13", null));
    assertInstanceOf(Ready.class, released(stream.block("video.m3u8", "12", "3")));
  }

  @Test
  void aWaiterIsToldWhenWhatItWaitsForHasCome() {
    List<Resolution> answers = new ArrayList<>();
    Wait wait = assertInstanceOf(Wait.class, stream.block("video.m3u8", "12", "2"));
    VersionSignal.Listener listener = () -> answers.add(stream.block("video.m3u8", "12", "2"));
    wait.signal().register(listener);
    playUntil(33_700);
    wait.signal().unregister(listener);
    assertInstanceOf(Ready.class, answers.get(answers.size() - 1));
    answers.forEach(DirectivesTest::released);
  }

  @Test
  void theHintedPartIsHeldUntilItIsComplete() {
    assertInstanceOf(Wait.class, stream.get("video-r1-s12-p2.mp4"));
    playUntil(33_700);
    Resolution part = stream.get("video-r1-s12-p2.mp4");
    assertEquals(3_600, part.maxAgeSeconds());
    assertEquals(1, Fragment.parseAll(TestStream.bytes(part)).size());
  }

  @Test
  void anAbandonedHintIsMissing() {
    stream.lose();
    PlaylistText held = stream.playlist("video");
    assertEquals("video-r2-s13-p0.mp4", held.hints.get("PART"));
    assertInstanceOf(Wait.class, stream.get("video-r2-s13-p0.mp4"));
    assertInstanceOf(Missing.class, stream.get("video-r1-s12-p3.mp4"));
    assertInstanceOf(Wait.class, stream.block("video.m3u8", "13", "0"));
    assertInstanceOf(Ready.class, released(stream.get("video.m3u8")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "video-r1-s12-p3.mp4",
        "video-r1-s13-p0.mp4",
        "video-r1-s12.mp4",
        "video-r1-s99.mp4"
      })
  void aNameBeyondTheHintIsMissingAndThatIsNotKept(String file) {
    Missing missing = assertInstanceOf(Missing.class, stream.get(file));
    assertEquals(0, missing.maxAgeSeconds());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "index.m3u8",
        "other.m3u8",
        "video.mp4",
        "video-r2-s11-p0.mp4",
        "video-r1-s11-p4.mp4",
        "video-r2-s11.mp4",
        "video-r1-s0.mp4",
        "video-r1-init2.mp4",
        "video-r2-init1.mp4",
        "subtitles-r1-s11.mp4",
        "video-r1-s11-p0.mp4.",
        "../video.m3u8"
      })
  void anUnknownNameIsMissing(String file) {
    Missing missing = assertInstanceOf(Missing.class, stream.get(file));
    assertEquals(2, missing.maxAgeSeconds());
  }

  @Test
  void unknownPathsAndGenerationsAreMissing() {
    assertInstanceOf(Missing.class, stream.get("nosuch", "video.m3u8", Directives.NONE));
    assertInstanceOf(Missing.class, stream.get(null, "video.m3u8", Directives.NONE));
    HlsRequest elsewhere =
        new HlsRequest(
            io.headrace.media.hub.StreamPath.parse("live/other"),
            null,
            "index.m3u8",
            Directives.NONE);
    assertInstanceOf(Missing.class, stream.origins.resolve(elsewhere));
  }

  @Test
  void removedSegmentsCanStillBeFetched() {
    assertEquals(4, stream.playlist("video").segments.get(0).msn);
    assertInstanceOf(Ready.class, released(stream.get("video-r1-s1.mp4")));
    assertInstanceOf(Ready.class, released(stream.get("audio-r1-s1-p0.mp4")));
    playUntil(53_200);
    assertInstanceOf(Missing.class, stream.get("video-r1-s1.mp4"));
    assertInstanceOf(Missing.class, stream.get("audio-r1-s1-p0.mp4"));
  }

  @Test
  void mediaSaysWhatItIs() {
    assertEquals(HlsContent.Kind.VIDEO_MP4, kind("video-r1-s11.mp4"));
    assertEquals(HlsContent.Kind.VIDEO_MP4, kind("video-r1-init1.mp4"));
    assertEquals(HlsContent.Kind.AUDIO_MP4, kind("audio-r1-s11-p1.mp4"));
    assertEquals(HlsContent.Kind.PLAYLIST, kind("audio.m3u8"));
  }

  @Test
  void everyoneGetsTheSameBytesAndTheSameGzip() throws IOException {
    Ready first = assertInstanceOf(Ready.class, stream.get("video.m3u8"));
    Ready second = assertInstanceOf(Ready.class, stream.block("video.m3u8", "12", "0"));
    assertSame(first.content().bytes(), second.content().bytes());
    assertNotNull(first.content().gzipped());
    assertSame(first.content().gzipped(), second.content().gzipped());
    try (GZIPInputStream in =
        new GZIPInputStream(new ByteBufInputStream(first.content().gzipped().duplicate()))) {
      assertArrayEquals(stream.fetch("video.m3u8"), in.readAllBytes());
    }
    Ready media = assertInstanceOf(Ready.class, stream.get("video-r1-s11.mp4"));
    assertNull(media.content().gzipped());
    List.of(first, second, media).forEach(DirectivesTest::released);
  }

  @Test
  void aVersionOutlivesItsReplacementWhileSomebodyHoldsIt() {
    Ready held = assertInstanceOf(Ready.class, stream.get("video.m3u8"));
    String before = held.content().bytes().toString(java.nio.charset.StandardCharsets.US_ASCII);
    playUntil(36_000);
    assertEquals(
        before, held.content().bytes().toString(java.nio.charset.StandardCharsets.US_ASCII));
    released(held);
  }

  @Test
  void nothingIsShownBeforeTheFirstSegmentIsComplete() {
    try (TestStream fresh = new TestStream(Preset.BALANCED.config())) {
      fresh.publish(Source.USUAL.tracks());
      List<String> asked = List.of("video.m3u8", "audio.m3u8");
      fresh.play(
          Source.USUAL.arrivals(10_000, 11_990),
          () -> asked.forEach(file -> assertInstanceOf(Wait.class, fresh.get(file))));
      assertInstanceOf(Wait.class, fresh.get(null, "index.m3u8", Directives.NONE));
      assertInstanceOf(Refused.class, fresh.block("video.m3u8", null, "1"));
      fresh.play(Source.USUAL.arrivals(12_000, 12_100));
      assertEquals(1, fresh.playlist("video").complete().size());
      assertEquals(1, fresh.playlist("audio").complete().size());
      fresh.loop.clock.advance(Duration.ofSeconds(1));
      assertEquals(true, fresh.multivariant().contains("AUDIO=\"audio\""));
    }
  }

  private void playUntil(long ms) {
    List<Source.Arrival> due = new ArrayList<>();
    while (arrivals.peek().atMs() + 10_000 < ms) {
      due.add(arrivals.remove());
    }
    long nowMs = Math.floorDiv(stream.loop.nowNs(), 1_000_000) + 1_000;
    stream.play(
        due.stream()
            .map(arrival -> new Source.Arrival(arrival.atMs() - nowMs, arrival.frame()))
            .toList());
  }

  private HlsContent.Kind kind(String file) {
    Ready ready = assertInstanceOf(Ready.class, stream.get(file));
    HlsContent.Kind kind = ready.content().kind();
    ready.content().release();
    return kind;
  }

  private static Resolution released(Resolution resolution) {
    if (resolution instanceof Ready ready) {
      ready.content().release();
    }
    return resolution;
  }
}
