package io.headrace.hls.origin;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headrace.hls.origin.PlaylistText.PartText;
import io.headrace.hls.origin.PlaylistText.SegmentText;
import io.netty.buffer.ByteBufUtil;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads every version of one rendition's playlist the moment it appears, fetches all that it names,
 * and holds it against the numbered rules of RFC 8216bis, of Apple's authoring specification and of
 * the packaging design.
 */
final class Player {
  private static final BigDecimal REGULAR = new BigDecimal("0.85");

  final String rendition;
  final int timescaleHz;
  private final TestStream stream;
  private final Map<String, byte[]> objects = new HashMap<>();
  private final Map<Long, SegmentText> seen = new HashMap<>();
  private final List<Fragment> fragments = new ArrayList<>();
  private @Nullable PlaylistText last;
  private @Nullable HlsContent lastVersion;
  private @Nullable String lastHint;
  private int shortParts;
  private int versions;

  Player(TestStream stream, String rendition, int timescaleHz) {
    this.stream = stream;
    this.rendition = rendition;
    this.timescaleHz = timescaleHz;
  }

  /** Reads the playlist if there is a new version. */
  void poll() {
    if (!(stream.get(rendition + ".m3u8") instanceof Resolution.Ready ready)) {
      return;
    }
    HlsContent version = ready.content();
    byte[] bytes = version == lastVersion ? null : ByteBufUtil.getBytes(version.bytes());
    version.release();
    if (bytes == null) {
      return;
    }
    lastVersion = version;
    PlaylistText before = last;
    PlaylistText playlist = PlaylistText.parse(bytes);
    assertTrue(before == null || !before.text.equals(playlist.text), "a version without news");
    versions++;
    try {
      checkConstants(playlist, before);
      checkEdits(playlist, before);
      checkSegments(playlist);
      checkEnd(playlist);
      fetchParts(playlist);
    } catch (AssertionError e) {
      throw new AssertionError(rendition + " " + e.getMessage() + " in\n" + playlist.text, e);
    }
    last = playlist;
    lastHint = playlist.hints.get("PART");
  }

  PlaylistText last() {
    return Objects.requireNonNull(last, "no playlist yet");
  }

  /** Parts under 85 % that nothing exempts. */
  int shortParts() {
    return shortParts;
  }

  int versions() {
    return versions;
  }

  /** Every part in order. */
  List<Fragment> fragments() {
    return fragments;
  }

  List<SegmentText> segmentsSeen() {
    return seen.values().stream()
        .filter(SegmentText::isComplete)
        .sorted(java.util.Comparator.comparingLong(segment -> segment.msn))
        .toList();
  }

  private void checkConstants(PlaylistText playlist, @Nullable PlaylistText before) {
    assertEquals(6, playlist.number("EXT-X-VERSION"), "P2");
    assertTrue(playlist.once.containsKey("EXT-X-DISCONTINUITY-SEQUENCE"), "P6");
    BigDecimal target = playlist.decimal("EXT-X-PART-INF", "PART-TARGET");
    BigDecimal partHoldBack = playlist.decimal("EXT-X-SERVER-CONTROL", "PART-HOLD-BACK");
    BigDecimal holdBack = playlist.decimal("EXT-X-SERVER-CONTROL", "HOLD-BACK");
    long targetDuration = playlist.number("EXT-X-TARGETDURATION");
    assertTrue(partHoldBack.compareTo(target.multiply(BigDecimal.valueOf(3))) >= 0, "L2");
    assertTrue(holdBack.compareTo(BigDecimal.valueOf(3 * targetDuration)) >= 0, "L3");
    Map<String, String> control =
        PlaylistText.attributes(playlist.once.get("EXT-X-SERVER-CONTROL"));
    assertEquals("YES", control.get("CAN-BLOCK-RELOAD"), "L1");
    assertNull(control.get("CAN-SKIP-UNTIL"), "L3: nothing is skipped");
    if (before != null) {
      for (String tag : List.of("EXT-X-TARGETDURATION", "EXT-X-SERVER-CONTROL", "EXT-X-PART-INF")) {
        assertEquals(before.once.get(tag), playlist.once.get(tag), "a promise changed: " + tag);
      }
    }
  }

  /** P5, P6, P7: only what may change has changed. */
  private void checkEdits(PlaylistText playlist, @Nullable PlaylistText before) {
    if (before == null) {
      assertTrue(playlist.number("EXT-X-MEDIA-SEQUENCE") >= 1, "P5");
      assertTrue(!playlist.complete().isEmpty(), "V3");
      return;
    }
    long removed = playlist.number("EXT-X-MEDIA-SEQUENCE") - before.number("EXT-X-MEDIA-SEQUENCE");
    assertTrue(removed >= 0, "P5: media sequence went back");
    long discontinuities =
        before.segments.stream().limit(removed).filter(segment -> segment.discontinuity).count();
    assertEquals(
        before.number("EXT-X-DISCONTINUITY-SEQUENCE") + discontinuities,
        playlist.number("EXT-X-DISCONTINUITY-SEQUENCE"),
        "P6");
    assertTrue(playlist.last().msn >= before.last().msn, "P7: a segment was taken back");
    for (SegmentText segment : playlist.segments) {
      SegmentText known = before.segment(segment.msn);
      if (known == null) {
        continue;
      }
      assertEquals(known.discontinuity, segment.discontinuity, "P7");
      assertEquals(known.map, segment.map, "P7: map");
      assertEquals(known.programDateTime, segment.programDateTime, "P7: date");
      if (known.isComplete()) {
        assertEquals(known.uri, segment.uri, "P7");
        assertEquals(known.duration, segment.duration, "P7");
        assertTrue(
            segment.parts.isEmpty() || segment.parts.equals(known.parts), "P7: parts changed");
      } else {
        assertEquals(
            known.parts, segment.parts.subList(0, known.parts.size()), "P7: a part changed");
      }
    }
    if (lastHint != null && !playlist.endList) {
      String hint = lastHint;
      boolean kept = hint.equals(playlist.hints.get("PART"));
      boolean listed =
          playlist.segments.stream()
              .anyMatch(s -> s.parts.stream().anyMatch(part -> part.uri().equals(hint)));
      boolean absent =
          playlist.segments.stream()
              .anyMatch(s -> s.gap && hint.startsWith(s.uri.replace(".mp4", "-p")));
      assertTrue(kept || listed || absent, "L10: hint came to nothing: " + hint);
    }
  }

  private void checkSegments(PlaylistText playlist) {
    long targetDuration = playlist.number("EXT-X-TARGETDURATION");
    BigDecimal partTarget = playlist.decimal("EXT-X-PART-INF", "PART-TARGET");
    List<SegmentText> segments = playlist.segments;
    assertNotNull(segments.get(0).mapTag, "P11: the first segment has a map");
    BigDecimal listed = BigDecimal.ZERO;
    for (int i = 0; i < segments.size(); i++) {
      SegmentText segment = segments.get(i);
      assertNotNull(segment.programDateTime, "P10");
      assertTrue(i == segments.size() - 1 || segment.isComplete(), "order of segments");
      if (segment.discontinuity) {
        assertNotNull(segment.mapTag, "map after a discontinuity");
      }
      checkParts(segment, partTarget);
      BigDecimal duration = segment.duration;
      if (duration != null) {
        listed = listed.add(duration);
        assertTrue(
            duration.setScale(0, RoundingMode.HALF_UP).longValue() <= targetDuration,
            "P3: " + duration);
        if (i + 1 < segments.size() && !segments.get(i + 1).discontinuity) {
          checkDates(segment, segments.get(i + 1));
        }
      }
    }
    boolean full = playlist.number("EXT-X-MEDIA-SEQUENCE") > 1;
    if (full) {
      assertTrue(playlist.complete().size() >= 6, "P8: at least 6 segments");
      assertTrue(listed.longValue() >= 3 * targetDuration, "P8: at least three targets");
    }
    checkListedParts(playlist);
  }

  private static void checkDates(SegmentText segment, SegmentText next) {
    Duration between = Duration.between(segment.programDateTime, next.programDateTime);
    BigDecimal duration = Objects.requireNonNull(segment.duration);
    long error = between.toMillis() - duration.movePointRight(3).longValue();
    assertTrue(Math.abs(error) <= 2, "P10: dates and durations disagree by " + error + " ms");
  }

  /** L4 to L6. */
  private void checkParts(SegmentText segment, BigDecimal partTarget) {
    for (int i = 0; i < segment.parts.size(); i++) {
      PartText part = segment.parts.get(i);
      assertTrue(part.duration().compareTo(partTarget) <= 0, "L4: " + part);
    }
  }

  /**
   * L8: parts of the two newest whole segments and of the one under way. That is within three
   * target durations, also for parsers that count segments.
   */
  private static void checkListedParts(PlaylistText playlist) {
    int firstWithParts = playlist.complete().size() - 2;
    for (int i = 0; i < playlist.segments.size(); i++) {
      SegmentText segment = playlist.segments.get(i);
      boolean isListed = i >= firstWithParts;
      assertTrue(
          segment.gap || isListed != segment.parts.isEmpty(),
          "L8: parts of segment " + segment.msn);
    }
  }

  private void checkEnd(PlaylistText playlist) {
    if (playlist.endList) {
      assertTrue(playlist.hints.isEmpty(), "P14");
      return;
    }
    SegmentText open = playlist.last();
    String hint = playlist.hints.get("PART");
    assertNotNull(hint, "L10");
    String expected =
        open.isComplete()
            ? "-s" + (open.msn + 1) + "-p0"
            : "-s" + open.msn + "-p" + open.parts.size();
    assertTrue(hint.endsWith(expected + ".mp4"), "L9, L10: " + hint);
    for (Map<String, String> report : playlist.reports.values()) {
      assertNotNull(report.get("LAST-MSN"), "L11");
      assertNotNull(report.get("LAST-PART"), "L11");
    }
  }

  /** H1, L6, L7: what is listed can be fetched, and segments are what their parts are. */
  private void fetchParts(PlaylistText playlist) {
    for (SegmentText segment : playlist.segments) {
      SegmentText known = seen.get(segment.msn);
      if (known != null && known.isComplete()) {
        continue;
      }
      for (int i = 0; i < segment.parts.size(); i++) {
        fetchPart(segment.parts.get(i));
      }
      seen.put(segment.msn, segment);
      if (segment.isComplete()) {
        fetchSegment(segment, playlist.decimal("EXT-X-PART-INF", "PART-TARGET"));
      }
      if (!objects.containsKey(segment.map)) {
        objects.put(segment.map, stream.fetch(segment.map));
      }
    }
  }

  private void fetchPart(PartText part) {
    if (part.gap() || objects.containsKey(part.uri())) {
      return;
    }
    byte[] bytes = stream.fetch(part.uri());
    assertNull(objects.put(part.uri(), bytes));
    List<Fragment> chunks = Fragment.parseAll(bytes);
    assertEquals(1, chunks.size(), "one chunk in a part");
    Fragment chunk = chunks.get(0);
    assertEquals(part.independent(), chunk.samples().get(0).sync(), "L6: " + part);
    assertEquals(seconds(chunk.durationTicks()), part.duration(), "DURATION is the samples'");
    fragments.add(chunk);
  }

  private void fetchSegment(SegmentText segment, BigDecimal partTarget) {
    if (segment.gap) {
      assertTrue(
          stream.get(Objects.requireNonNull(segment.uri)) instanceof Resolution.Missing, "P13");
      return;
    }
    ByteArrayOutputStream parts = new ByteArrayOutputStream();
    long ticks = 0;
    for (int i = 0; i < segment.parts.size(); i++) {
      PartText part = segment.parts.get(i);
      byte[] bytes = objects.get(part.uri());
      parts.writeBytes(bytes);
      ticks += Fragment.parseAll(bytes).get(0).durationTicks();
      boolean exempt = part.independent() || i == segment.parts.size() - 1;
      if (!exempt && part.duration().compareTo(partTarget.multiply(REGULAR)) < 0) {
        shortParts++;
      }
    }
    assertArrayEquals(
        parts.toByteArray(), stream.fetch(Objects.requireNonNull(segment.uri)), "L7: bytes");
    assertEquals(seconds(ticks), segment.duration, "P4, L7: EXTINF is the sum of the samples");
  }

  private BigDecimal seconds(long ticks) {
    return BigDecimal.valueOf(ticks)
        .divide(BigDecimal.valueOf(timescaleHz), 5, RoundingMode.HALF_UP);
  }
}
