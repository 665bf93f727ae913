package io.headrace.hls.segment;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * The complete segments of one rendition, oldest first: those that were listed and can still be
 * fetched, then those that the playlist lists.
 *
 * <p>Thread: home loop.
 */
final class SegmentWindow {
  private final List<Segment> segments = new ArrayList<>();
  private final ArrayDeque<Long> expiryNs = new ArrayDeque<>();
  private int firstListed;
  private long listedMs;
  private long discontinuitySequence;

  void add(Segment segment) {
    segments.add(segment);
    listedMs += segment.durationMs();
  }

  /** All segments; those from {@link #firstListed()} on are listed. */
  List<Segment> segments() {
    return segments;
  }

  int firstListed() {
    return firstListed;
  }

  int listedCount() {
    return segments.size() - firstListed;
  }

  long listedMs() {
    return listedMs;
  }

  /** EXT-X-DISCONTINUITY-SEQUENCE (RFC 8216bis §4.4.3.3). */
  long discontinuitySequence() {
    return discontinuitySequence;
  }

  /** Duration that stays listed when the first listed segment is removed. */
  long listedMsWithoutFirst() {
    return listedCount() == 0 ? 0 : listedMs - segments.get(firstListed).durationMs();
  }

  /** Removes the first segment from the playlist; it can still be fetched. */
  void unlistFirst() {
    Segment segment = segments.get(firstListed++);
    listedMs -= segment.durationMs();
    if (segment.head().discontinuity()) {
      discontinuitySequence++;
    }
  }

  /** Gives up what was removed more than {@code retentionNs} ago. */
  void expire(long nowNs, long retentionNs) {
    while (expiryNs.size() < firstListed) {
      expiryNs.add(nowNs + retentionNs);
    }
    while (!expiryNs.isEmpty() && nowNs - expiryNs.peek() >= 0) {
      dropFirst();
    }
  }

  /** Gives up the oldest segment, which is listed no more. */
  void dropFirst() {
    segments.remove(0).release();
    firstListed--;
    expiryNs.poll();
  }

  /** Gives up all segments up to {@code msn}, listed or not. */
  void dropThrough(long msn) {
    while (!segments.isEmpty() && segments.get(0).msn() <= msn) {
      if (firstListed == 0) {
        unlistFirst();
      }
      dropFirst();
    }
  }

  void clear() {
    segments.forEach(Segment::release);
    segments.clear();
    expiryNs.clear();
    firstListed = 0;
    listedMs = 0;
  }
}
