package io.headrace.bench.load;

import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** What the players of one run add up. Thread: any. */
final class PlayerTally {
  /** Most arrival times kept of one rendition by one player; later ones are not recorded. */
  static final int MAX_ARRIVALS = 100_000;

  final LongAdder plainPlaylists = new LongAdder();
  final LongAdder blockedPlaylists = new LongAdder();
  final LongAdder parts = new LongAdder();
  final LongAdder initSections = new LongAdder();
  final LongAdder mediaBytes = new LongAdder();
  final LongAdder unavailable = new LongAdder();
  final Latencies partFetch = new Latencies();
  final Latencies publicationToLastByte = new Latencies();
  final Errors errors = new Errors();
  private final ConcurrentHashMap<String, ConcurrentLinkedQueue<Arrivals>> arrivals =
      new ConcurrentHashMap<>();

  /** Arrival times of one rendition's versions at one player; kept until the end of the run. */
  static final class Arrivals {
    private long[] offsetsNs = new long[256];
    private volatile int count;

    /**
     * Thread: the player's loop.
     *
     * @param endMs wall-clock time of the end of the newest part, from EXT-X-PROGRAM-DATE-TIME
     */
    void record(long firstByteNs, double endMs) {
      int at = count;
      if (at == MAX_ARRIVALS) {
        return;
      }
      if (at == offsetsNs.length) {
        offsetsNs = Arrays.copyOf(offsetsNs, 2 * at);
      }
      offsetsNs[at] = firstByteNs - (long) (endMs * TimeUnit.MILLISECONDS.toNanos(1));
      count = at + 1;
    }
  }

  Arrivals arrivalsOf(String playlist) {
    Arrivals mine = new Arrivals();
    arrivals.computeIfAbsent(playlist, key -> new ConcurrentLinkedQueue<>()).add(mine);
    return mine;
  }

  /**
   * How late versions came: each against the one that came earliest for its media time, over all
   * players of its rendition. Called after the players have stopped.
   */
  Latencies.Summary playlistLateness() {
    Latencies lateness = new Latencies();
    for (Iterable<Arrivals> rendition : arrivals.values()) {
      long earliest = Long.MAX_VALUE;
      for (Arrivals one : rendition) {
        for (int i = 0; i < one.count; i++) {
          earliest = Math.min(earliest, one.offsetsNs[i]);
        }
      }
      for (Arrivals one : rendition) {
        for (int i = 0; i < one.count; i++) {
          lateness.recordNs(one.offsetsNs[i] - earliest);
        }
      }
    }
    return lateness.summary();
  }

  /** How many media playlists were followed. */
  int renditions() {
    return arrivals.size();
  }
}
