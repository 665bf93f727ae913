package io.headrace.bench.load;

import io.headrace.bench.load.MediaPlaylist.Part;
import io.headrace.bench.load.MediaPlaylist.Segment;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Follows the versions of one media playlist and tells which parts are new, checking what a server
 * promises: nothing goes back, no part is left out, listed twice or renamed, a blocked request is
 * never answered with nothing new, and the constants stay constant (RFC 8216bis §6.2.1, §6.2.2,
 * §6.2.5.2).
 *
 * <p>Thread: one at a time.
 */
public final class PartSequence {
  /** A broken promise. */
  public enum Fault {
    /** EXT-X-MEDIA-SEQUENCE or EXT-X-DISCONTINUITY-SEQUENCE is less than before. */
    SEQUENCE_WENT_BACK,
    /** The newest part is older than before. */
    PLAYLIST_WENT_BACK,
    /** A blocked request was answered without a new part. */
    NOTHING_NEW,
    /** A part between the last known and the new ones is not listed. */
    PART_MISSING,
    /** A new part has the URI of an older one. */
    PART_REPEATED,
    /** A known part has another URI than before. */
    PART_RENAMED,
    /** The part's URI is not what was hinted for it. */
    HINT_BROKEN,
    /** A part is longer than PART-TARGET. */
    PART_TOO_LONG,
    /** TARGETDURATION, PART-TARGET or PART-HOLD-BACK is not what it was. */
    CONSTANT_CHANGED
  }

  private final BiConsumer<Fault, String> faults;
  private final Set<String> knownUris = new HashSet<>();
  private @Nullable MediaPlaylist previous;
  private @Nullable Part last;

  /**
   * @param faults receives each fault with one line that says what was seen
   */
  public PartSequence(BiConsumer<Fault, String> faults) {
    this.faults = faults;
  }

  /**
   * The first version.
   *
   * @return the parts to begin with: from the newest independent one that keeps PART-HOLD-BACK from
   *     the end, or else the oldest listed
   */
  public List<Part> start(MediaPlaylist playlist) {
    List<Part> parts = playlist.parts();
    checkDurations(playlist, parts);
    accept(playlist);
    double fromEndS = 0;
    for (int i = parts.size() - 1; i >= 0; i--) {
      fromEndS += parts.get(i).durationS();
      if (parts.get(i).independent() && fromEndS >= playlist.partHoldBackS()) {
        return parts.subList(i, parts.size());
      }
    }
    return parts;
  }

  /**
   * A later version.
   *
   * @param blocked whether the request asked for the next part
   * @return the parts that are new in it, in order
   */
  public List<Part> next(MediaPlaylist playlist, boolean blocked) {
    MediaPlaylist before = previous;
    Part known = last;
    if (before == null || known == null) {
      return start(playlist);
    }
    checkConstants(before, playlist);
    if (playlist.mediaSequence() < before.mediaSequence()
        || playlist.discontinuitySequence() < before.discontinuitySequence()) {
      faults.accept(
          Fault.SEQUENCE_WENT_BACK, before.mediaSequence() + " -> " + playlist.mediaSequence());
    }
    List<Part> parts = playlist.parts();
    List<Part> fresh = parts.stream().filter(part -> part.isAfter(known)).toList();
    checkKnown(parts, known);
    if (fresh.isEmpty()) {
      checkNothingNew(playlist, known, blocked);
    } else {
      checkFresh(before, playlist, known, fresh);
    }
    checkDurations(playlist, fresh);
    accept(playlist);
    return fresh;
  }

  private void accept(MediaPlaylist playlist) {
    previous = playlist;
    playlist.lastPart().ifPresent(part -> last = part);
    playlist.parts().forEach(part -> knownUris.add(part.uri()));
  }

  private void checkConstants(MediaPlaylist before, MediaPlaylist now) {
    if (before.targetDurationS() != now.targetDurationS()
        || before.partTargetS() != now.partTargetS()
        || before.partHoldBackS() != now.partHoldBackS()) {
      faults.accept(
          Fault.CONSTANT_CHANGED,
          String.format(
              "%d/%s/%s -> %d/%s/%s",
              before.targetDurationS(),
              before.partTargetS(),
              before.partHoldBackS(),
              now.targetDurationS(),
              now.partTargetS(),
              now.partHoldBackS()));
    }
  }

  private void checkKnown(List<Part> parts, Part known) {
    for (Part part : parts) {
      if (!part.isAfter(known) && !knownUris.contains(part.uri())) {
        faults.accept(Fault.PART_RENAMED, part + " is now " + part.uri());
      }
    }
  }

  private void checkNothingNew(MediaPlaylist playlist, Part known, boolean blocked) {
    playlist
        .lastPart()
        .filter(known::isAfter)
        .ifPresent(part -> faults.accept(Fault.PLAYLIST_WENT_BACK, known + " -> " + part));
    if (blocked && !playlist.ended()) {
      faults.accept(Fault.NOTHING_NEW, "still " + known);
    }
  }

  private void checkFresh(MediaPlaylist before, MediaPlaylist now, Part known, List<Part> fresh) {
    Part previousPart = known;
    for (Part part : fresh) {
      if (knownUris.contains(part.uri())) {
        faults.accept(Fault.PART_REPEATED, part + " is " + part.uri() + " again");
      }
      if (!follows(now, previousPart, part)) {
        faults.accept(Fault.PART_MISSING, previousPart + " -> " + part);
      }
      previousPart = part;
    }
    String hint = before.hintUri();
    Part first = fresh.get(0);
    if (hint != null && follows(now, known, first) && !hint.equals(first.uri())) {
      faults.accept(Fault.HINT_BROKEN, first + " is " + first.uri() + ", hinted " + hint);
    }
  }

  /** Whether nothing lies between {@code earlier} and {@code later}. */
  private static boolean follows(MediaPlaylist playlist, Part earlier, Part later) {
    if (later.msn() == earlier.msn()) {
      return later.index() == earlier.index() + 1;
    }
    return later.msn() == earlier.msn() + 1
        && later.index() == 0
        && playlist.segments().stream()
            .filter(segment -> segment.msn() == earlier.msn())
            .allMatch(segment -> isWholeWith(segment, earlier));
  }

  private static boolean isWholeWith(Segment segment, Part lastOfIt) {
    List<Part> parts = segment.parts();
    return !segment.isOpen()
        && (parts.isEmpty() || parts.get(parts.size() - 1).uri().equals(lastOfIt.uri()));
  }

  private void checkDurations(MediaPlaylist playlist, List<Part> parts) {
    for (Part part : parts) {
      if (part.durationS() > playlist.partTargetS()) {
        faults.accept(
            Fault.PART_TOO_LONG,
            part + ": " + part.durationS() + " s (PART-TARGET " + playlist.partTargetS() + ")");
      }
    }
  }
}
