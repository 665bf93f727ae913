package io.headrace.hls.origin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A media playlist as a player reads it: strict about what it knows, and about the order of tags;
 * an unknown tag fails.
 */
final class PlaylistText {
  private static final Pattern ATTRIBUTE = Pattern.compile("([A-Z0-9-]+)=(\"[^\"]*\"|[^,\"]*)");

  final String text;
  final Map<String, String> once = new LinkedHashMap<>();
  final List<SegmentText> segments = new ArrayList<>();
  final Map<String, String> hints = new LinkedHashMap<>();
  final Map<String, Map<String, String>> reports = new LinkedHashMap<>();
  boolean endList;

  /** A segment with its tags; the last one may be growing, without {@code uri}. */
  static final class SegmentText {
    long msn;
    boolean discontinuity;
    @Nullable String mapTag;
    String map = "";
    @Nullable Instant programDateTime;
    boolean gap;
    @Nullable BigDecimal duration;
    @Nullable String uri;
    final List<PartText> parts = new ArrayList<>();

    boolean isComplete() {
      return uri != null;
    }
  }

  /** A part. */
  record PartText(BigDecimal duration, String uri, boolean independent, boolean gap) {}

  private PlaylistText(String text) {
    this.text = text;
  }

  static PlaylistText parse(byte[] bytes) {
    for (byte b : bytes) {
      assertTrue(b == '\n' || (b >= 0x20 && b < 0x7F), "P1: control or non-ASCII character " + b);
    }
    PlaylistText playlist = new PlaylistText(new String(bytes, StandardCharsets.US_ASCII));
    String[] lines = playlist.text.split("\n");
    assertEquals("#EXTM3U", lines[0], "P1: first line");
    SegmentText open = new SegmentText();
    String map = "";
    for (int i = 1; i < lines.length; i++) {
      open = playlist.line(lines[i], open);
      map = open.mapTag == null ? map : open.mapTag;
      open.map = map;
    }
    if (!open.parts.isEmpty()) {
      playlist.segments.add(open);
    }
    long msn = playlist.number("EXT-X-MEDIA-SEQUENCE");
    for (SegmentText segment : playlist.segments) {
      segment.msn = msn++;
    }
    return playlist;
  }

  long number(String tag) {
    return Long.parseLong(once.get(tag));
  }

  BigDecimal decimal(String tag, String attribute) {
    return new BigDecimal(attributes(once.get(tag)).get(attribute));
  }

  List<SegmentText> complete() {
    return segments.stream().filter(SegmentText::isComplete).toList();
  }

  SegmentText last() {
    return segments.get(segments.size() - 1);
  }

  @Nullable SegmentText segment(long msn) {
    for (SegmentText segment : segments) {
      if (segment.msn == msn) {
        return segment;
      }
    }
    return null;
  }

  static Map<String, String> attributes(String list) {
    Map<String, String> attributes = new LinkedHashMap<>();
    Matcher matcher = ATTRIBUTE.matcher(list);
    int end = 0;
    while (matcher.find()) {
      assertEquals(end, matcher.start(), () -> "attribute list: " + list);
      end = matcher.end() + 1;
      String value = matcher.group(2);
      assertNull(
          attributes.put(matcher.group(1), value.startsWith("\"") ? unquoted(value) : value),
          () -> "attribute twice: " + list);
    }
    return attributes;
  }

  private SegmentText line(String line, SegmentText open) {
    if (!line.startsWith("#")) {
      open.uri = line;
      assertTrue(open.duration != null, "URI without EXTINF: " + line);
      segments.add(open);
      return new SegmentText();
    }
    int colon = line.indexOf(':');
    String tag = line.substring(1, colon < 0 ? line.length() : colon);
    String value = colon < 0 ? "" : line.substring(colon + 1);
    switch (tag) {
      case "EXT-X-VERSION",
          "EXT-X-TARGETDURATION",
          "EXT-X-SERVER-CONTROL",
          "EXT-X-PART-INF",
          "EXT-X-MEDIA-SEQUENCE",
          "EXT-X-DISCONTINUITY-SEQUENCE" -> {
        assertNull(once.put(tag, value), "tag twice: " + tag);
        assertTrue(segments.isEmpty() && open.parts.isEmpty(), "tag after a segment: " + tag);
      }
      case "EXT-X-DISCONTINUITY" -> {
        assertTrue(
            open.mapTag == null && open.programDateTime == null && open.parts.isEmpty(),
            "P11: order of " + line);
        open.discontinuity = true;
      }
      case "EXT-X-MAP" -> {
        assertTrue(open.programDateTime == null && open.parts.isEmpty(), "P11: order of " + line);
        open.mapTag = attributes(value).get("URI");
      }
      case "EXT-X-PROGRAM-DATE-TIME" -> {
        assertTrue(open.parts.isEmpty(), "P11: order of " + line);
        assertTrue(value.matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z"), value);
        open.programDateTime = Instant.parse(value);
      }
      case "EXT-X-PART" -> open.parts.add(part(attributes(value)));
      case "EXT-X-GAP" -> open.gap = true;
      case "EXTINF" -> {
        assertTrue(value.endsWith(","), line);
        open.duration = new BigDecimal(value.substring(0, value.length() - 1));
      }
      case "EXT-X-PRELOAD-HINT" -> {
        Map<String, String> hint = attributes(value);
        assertNull(hints.put(hint.get("TYPE"), hint.get("URI")), "L10: hint twice: " + line);
      }
      case "EXT-X-RENDITION-REPORT" -> {
        Map<String, String> report = attributes(value);
        assertNull(reports.put(report.get("URI"), report), "L11: report twice: " + line);
      }
      case "EXT-X-ENDLIST" -> endList = true;
      default -> throw new AssertionError("unknown tag: " + line);
    }
    return open;
  }

  private static PartText part(Map<String, String> attributes) {
    return new PartText(
        new BigDecimal(attributes.get("DURATION")),
        attributes.get("URI"),
        "YES".equals(attributes.get("INDEPENDENT")),
        "YES".equals(attributes.get("GAP")));
  }

  private static String unquoted(String value) {
    return value.substring(1, value.length() - 1);
  }
}
