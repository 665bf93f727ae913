package io.headrace.bench.load;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A media playlist as a player sees it, RFC 8216bis §4.4.3 and §4.4.4.
 *
 * @param targetDurationS EXT-X-TARGETDURATION
 * @param partTargetS PART-TARGET, 0 where there are no parts
 * @param partHoldBackS PART-HOLD-BACK, 0 where absent
 * @param mediaSequence number of the first segment
 * @param discontinuitySequence EXT-X-DISCONTINUITY-SEQUENCE
 * @param segments oldest first; the last one may be open (no URI yet)
 * @param hintUri of the part that comes next, or null
 * @param ended whether EXT-X-ENDLIST is there
 */
public record MediaPlaylist(
    int targetDurationS,
    double partTargetS,
    double partHoldBackS,
    long mediaSequence,
    long discontinuitySequence,
    List<Segment> segments,
    @Nullable String hintUri,
    boolean ended) {

  /**
   * One segment.
   *
   * @param msn media sequence number
   * @param uri null while the segment is open
   * @param durationS EXTINF, 0 while open
   * @param mapUri the init section in force, or null
   * @param startMs EXT-X-PROGRAM-DATE-TIME as epoch milliseconds, or -1
   * @param parts those listed; old segments have none
   */
  public record Segment(
      long msn,
      @Nullable String uri,
      double durationS,
      @Nullable String mapUri,
      long startMs,
      List<Part> parts) {
    public boolean isOpen() {
      return uri == null;
    }
  }

  /**
   * One part.
   *
   * @param msn of its segment
   * @param index within its segment, from 0
   * @param uri where it is
   * @param durationS DURATION
   * @param independent INDEPENDENT=YES
   * @param mapUri the init section in force, or null
   */
  public record Part(
      long msn,
      int index,
      String uri,
      double durationS,
      boolean independent,
      @Nullable String mapUri) {
    boolean isAfter(Part other) {
      return msn != other.msn ? msn > other.msn : index > other.index;
    }

    @Override
    public String toString() {
      return msn + "." + index;
    }
  }

  /** The newest part, if any is listed. */
  public Optional<Part> lastPart() {
    for (int i = segments.size() - 1; i >= 0; i--) {
      List<Part> parts = segments.get(i).parts();
      if (!parts.isEmpty()) {
        return Optional.of(parts.get(parts.size() - 1));
      }
    }
    return Optional.empty();
  }

  /** All listed parts, oldest first. */
  public List<Part> parts() {
    return segments.stream().flatMap(segment -> segment.parts().stream()).toList();
  }

  /** The directives that ask for the version with the next part, §6.2.5.2. */
  public String nextDirectives() {
    Segment last = segments.get(segments.size() - 1);
    return last.isOpen()
        ? "?_HLS_msn=" + last.msn() + "&_HLS_part=" + last.parts().size()
        : "?_HLS_msn=" + (last.msn() + 1) + "&_HLS_part=0";
  }

  /** Wall-clock time of the end of the newest part in epoch ms, or -1 where it is unknown. */
  public double endMs() {
    for (int i = segments.size() - 1; i >= 0; i--) {
      Segment segment = segments.get(i);
      if (segment.startMs() >= 0) {
        return segment.startMs() + 1e3 * durationFrom(i);
      }
    }
    return -1;
  }

  private double durationFrom(int first) {
    return segments.subList(first, segments.size()).stream()
        .mapToDouble(
            segment ->
                segment.isOpen()
                    ? segment.parts().stream().mapToDouble(Part::durationS).sum()
                    : segment.durationS())
        .sum();
  }
}
