package io.headrace.bench.load;

import io.headrace.bench.load.MediaPlaylist.Part;
import io.headrace.bench.load.MediaPlaylist.Segment;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads playlists, RFC 8216bis §4, as far as a player needs them. Thread: any. */
public final class PlaylistReader {
  private static final Pattern ATTRIBUTE = Pattern.compile("([A-Z0-9-]+)=(\"[^\"]*\"|[^,]*)");

  private int targetDurationS;
  private double partTargetS;
  private double partHoldBackS;
  private long mediaSequence;
  private long discontinuitySequence;
  private @Nullable String hintUri;
  private boolean ended;
  private final List<Segment> segments = new ArrayList<>();

  private @Nullable String mapUri;
  private double durationS;
  private long startMs = -1;
  private List<Part> parts = new ArrayList<>();

  private PlaylistReader() {}

  /**
   * @throws PlaylistException when {@code text} is no media playlist
   */
  public static MediaPlaylist media(String text) {
    PlaylistReader reader = new PlaylistReader();
    try {
      lines(text).forEach(reader::line);
    } catch (NumberFormatException | DateTimeException e) {
      throw new PlaylistException("playlist: " + e.getMessage());
    }
    return reader.toMedia();
  }

  /**
   * The media playlists that a player of the first variant follows: its own URI, and that of the
   * default rendition of its audio group.
   *
   * @throws PlaylistException when {@code text} is no multivariant playlist
   */
  public static List<String> renditionUris(String text) {
    List<String> lines = lines(text);
    for (int i = 0; i < lines.size() - 1; i++) {
      if (lines.get(i).startsWith("#EXT-X-STREAM-INF:")) {
        List<String> uris = new ArrayList<>();
        uris.add(lines.get(i + 1));
        String group = attributes(lines.get(i)).get("AUDIO");
        lines.stream()
            .filter(line -> line.startsWith("#EXT-X-MEDIA:"))
            .map(PlaylistReader::attributes)
            .filter(
                media -> media.containsKey("URI") && Objects.equals(media.get("GROUP-ID"), group))
            .findFirst()
            .ifPresent(media -> uris.add(media.get("URI")));
        return uris;
      }
    }
    throw new PlaylistException("multivariant playlist: no EXT-X-STREAM-INF");
  }

  private static List<String> lines(String text) {
    List<String> lines = text.lines().filter(line -> !line.isBlank()).toList();
    if (lines.isEmpty() || !lines.get(0).equals("#EXTM3U")) {
      throw new PlaylistException("playlist: does not begin with #EXTM3U");
    }
    return lines;
  }

  private void line(String line) {
    if (!line.startsWith("#")) {
      closeSegment(line);
      return;
    }
    int colon = line.indexOf(':');
    String tag = colon < 0 ? line : line.substring(0, colon);
    String value = colon < 0 ? "" : line.substring(colon + 1);
    switch (tag) {
      case "#EXT-X-TARGETDURATION" -> targetDurationS = Integer.parseInt(value);
      case "#EXT-X-MEDIA-SEQUENCE" -> mediaSequence = Long.parseLong(value);
      case "#EXT-X-DISCONTINUITY-SEQUENCE" -> discontinuitySequence = Long.parseLong(value);
      case "#EXT-X-PART-INF" -> partTargetS = number(attributes(line), "PART-TARGET");
      case "#EXT-X-SERVER-CONTROL" ->
          partHoldBackS = Double.parseDouble(attributes(line).getOrDefault("PART-HOLD-BACK", "0"));
      case "#EXT-X-MAP" -> mapUri = attributes(line).get("URI");
      case "#EXT-X-PROGRAM-DATE-TIME" ->
          startMs = OffsetDateTime.parse(value).toInstant().toEpochMilli();
      case "#EXTINF" -> durationS = Double.parseDouble(value.substring(0, value.indexOf(',')));
      case "#EXT-X-PART" -> part(attributes(line));
      case "#EXT-X-PRELOAD-HINT" -> hint(attributes(line));
      case "#EXT-X-ENDLIST" -> ended = true;
      default -> {
        // Nothing that a follower needs.
      }
    }
  }

  private void part(Map<String, String> attributes) {
    String uri = attributes.get("URI");
    if (uri == null) {
      throw new PlaylistException("EXT-X-PART: no URI");
    }
    parts.add(
        new Part(
            mediaSequence + segments.size(),
            parts.size(),
            uri,
            number(attributes, "DURATION"),
            "YES".equals(attributes.get("INDEPENDENT")),
            mapUri));
  }

  private void hint(Map<String, String> attributes) {
    if ("PART".equals(attributes.get("TYPE"))) {
      hintUri = attributes.get("URI");
    }
  }

  private void closeSegment(@Nullable String uri) {
    segments.add(
        new Segment(
            mediaSequence + segments.size(), uri, durationS, mapUri, startMs, List.copyOf(parts)));
    durationS = 0;
    startMs = -1;
    parts = new ArrayList<>();
  }

  private MediaPlaylist toMedia() {
    if (targetDurationS <= 0) {
      throw new PlaylistException("media playlist: no EXT-X-TARGETDURATION");
    }
    if (!parts.isEmpty()) {
      closeSegment(null);
    }
    if (segments.isEmpty()) {
      throw new PlaylistException("media playlist: no segment");
    }
    return new MediaPlaylist(
        targetDurationS,
        partTargetS,
        partHoldBackS,
        mediaSequence,
        discontinuitySequence,
        List.copyOf(segments),
        hintUri,
        ended);
  }

  private static double number(Map<String, String> attributes, String name) {
    String value = attributes.get(name);
    if (value == null) {
      throw new PlaylistException("attribute " + name + " is missing");
    }
    return Double.parseDouble(value);
  }

  private static Map<String, String> attributes(String line) {
    Map<String, String> attributes = new LinkedHashMap<>();
    Matcher matcher = ATTRIBUTE.matcher(line.substring(line.indexOf(':') + 1));
    while (matcher.find()) {
      attributes.put(matcher.group(1), matcher.group(2).replace("\"", ""));
    }
    return attributes;
  }
}
