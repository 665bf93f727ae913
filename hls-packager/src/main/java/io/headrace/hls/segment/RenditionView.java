package io.headrace.hls.segment;

import io.headrace.media.frame.Track;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A rendition at one moment. Immutable.
 *
 * @param name first word of its file names: {@code video} or {@code audio}
 * @param track the configuration it was last started with
 * @param partTargetMs PART-TARGET
 * @param segments oldest first: no longer listed but still there, listed, and at last the growing
 *     one where it has a part
 * @param firstListed index of the first listed segment
 * @param discontinuitySequence EXT-X-DISCONTINUITY-SEQUENCE
 * @param inits all initialization sections
 * @param next what the next part will be called
 * @param nextInit what the next part is decoded with, or null while that is not known
 * @param rate measured bit rate
 * @param ended whether no part follows
 */
public record RenditionView(
    String name,
    Track track,
    int partTargetMs,
    List<Segment> segments,
    int firstListed,
    long discontinuitySequence,
    List<InitSection> inits,
    NextPart next,
    @Nullable InitSection nextInit,
    BitRate rate,
    boolean ended) {

  /**
   * The place of a part that is not there yet.
   *
   * @param run part of its name
   * @param msn segment
   * @param part index within the segment
   */
  public record NextPart(int run, long msn, int part) {}

  /**
   * Bits per second.
   *
   * @param peak of the largest segment
   * @param average of all segments
   */
  public record BitRate(long peak, long average) {}

  /** Whether there is a complete segment. */
  public boolean isPlayable() {
    return !segments.isEmpty() && segments.get(0).isComplete();
  }

  /** EXT-X-MEDIA-SEQUENCE: number of the first listed segment. */
  public long mediaSequence() {
    return firstListed < segments.size() ? segments.get(firstListed).msn() : next.msn();
  }

  /** Number of the segment that holds the last part. */
  public long lastMsn() {
    return next.part() > 0 ? next.msn() : next.msn() - 1;
  }

  /** Index of the last part within its segment; 0 where that segment is absent as a whole. */
  public int lastPart() {
    if (next.part() > 0) {
      return next.part() - 1;
    }
    Segment last = segment(next.msn() - 1);
    return last == null ? 0 : Math.max(0, last.partCount() - 1);
  }

  /** The segment with the number {@code msn}, or null when it is not there. */
  public @Nullable Segment segment(long msn) {
    if (segments.isEmpty()) {
      return null;
    }
    long index = msn - segments.get(0).msn();
    return index < 0 || index >= segments.size() ? null : segments.get((int) index);
  }
}
