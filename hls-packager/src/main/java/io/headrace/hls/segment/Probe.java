package io.headrace.hls.segment;

import io.headrace.hls.cut.FrameRate;
import io.headrace.media.buffer.MemoryBudget;
import io.headrace.media.codec.VideoConfig;
import io.headrace.media.frame.MediaFrame;
import io.headrace.media.frame.Track;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The first frames of a stream, from its first sync frame on, kept until they show what can be
 * promised: frame rate and length of a group of pictures. Nothing could be shown earlier anyway,
 * since players need a whole segment.
 *
 * <p>Thread: home loop.
 */
final class Probe {
  /** Least time watched; frame times are rounded to milliseconds. */
  static final int MIN_WATCHED_MS = 1_000;

  /** Longest wait for the second sync frame. */
  static final int MAX_WATCHED_MS = 10_000;

  /** Longest wait for audio that was announced. */
  static final int MAX_AUDIO_WAIT_MS = 3_000;

  private static final FrameRate UNKNOWN_RATE = new FrameRate(30, 1);

  /** A frame distance of more than this, in average distances, is a lost frame. */
  private static final double LOST_FRAME = 1.5;

  private final MemoryBudget budget;
  private final long maxBytes;
  private final List<MediaFrame> frames = new ArrayList<>();
  private long bytes;
  private boolean full;
  private @Nullable MediaFrame first;
  private long startedAtMs;
  private long watchedMs;
  private long lastSyncTicks;
  private long longestGroupTicks;
  private boolean followed;

  Probe(MemoryBudget budget, long maxBytes) {
    this.budget = budget;
    this.maxBytes = maxBytes;
  }

  /** Whether the first sync frame is there. */
  boolean hasStarted() {
    return first != null;
  }

  /** Wall clock when the first sync frame came. */
  long startedAtMs() {
    return startedAtMs;
  }

  /** Whether frames of the other track came. */
  boolean isFollowed() {
    return followed;
  }

  /** The first sync frame; there is one. */
  MediaFrame first() {
    MediaFrame frame = first;
    assert frame != null;
    return frame;
  }

  /**
   * A frame of the leading track.
   *
   * @return false when there is no memory for it: what is there must do. Ownership: borrows.
   */
  boolean addLeader(MediaFrame frame, long wallMs) {
    if (first == null) {
      if (frame.isSync() && keep(frame)) {
        first = frame;
        startedAtMs = wallMs;
        lastSyncTicks = frame.dtsTicks();
      }
      return true;
    }
    if (!keep(frame)) {
      return false;
    }
    if (frame.isSync()) {
      longestGroupTicks = Math.max(longestGroupTicks, frame.dtsTicks() - lastSyncTicks);
      lastSyncTicks = frame.dtsTicks();
    }
    watch(frame);
    return true;
  }

  /** A frame of the following track; as {@link #addLeader}. */
  boolean addFollower(MediaFrame frame) {
    if (!keep(frame)) {
      return false;
    }
    followed = true;
    watch(frame);
    return true;
  }

  /**
   * Whether enough was seen.
   *
   * @param expectsAudio whether an audio track that follows was announced
   */
  boolean isReady(boolean expectsAudio) {
    if (full || watchedMs >= MAX_WATCHED_MS) {
      return true;
    }
    return watchedMs >= MIN_WATCHED_MS
        && longestGroupTicks > 0
        && (!expectsAudio || followed || watchedMs >= MAX_AUDIO_WAIT_MS);
  }

  /** Longest group of pictures, 0 when none ended. */
  long groupMs() {
    return Ticks.toMillis(longestGroupTicks, first().track().timescaleHz());
  }

  /** Nominal frame rate of the leading track, which is video. */
  FrameRate frameRate() {
    int hz = first().track().timescaleHz();
    double average = averageTicks(Double.MAX_VALUE);
    long ticks = Math.round(1_000 * averageTicks(average * LOST_FRAME));
    if (ticks <= 0) {
      return UNKNOWN_RATE;
    }
    return first().track().codec() instanceof VideoConfig video
        ? FrameRate.nominal(1_000, ticks, hz, video.frameRateNum(), video.frameRateDen())
        : FrameRate.nominal(1_000, ticks, hz, 0, 0);
  }

  /** Duration of the longest frame of {@code track} that says it; 0 where none does. */
  int longestTicks(Track track) {
    int longest = 0;
    for (MediaFrame frame : frames) {
      longest = frame.track().equals(track) ? Math.max(longest, frame.durationTicks()) : longest;
    }
    return longest;
  }

  /** Gives every frame in the order of arrival, borrowed, and forgets it. */
  void replay(Consumer<MediaFrame> consumer) {
    for (MediaFrame frame : frames) {
      consumer.accept(frame);
    }
    clear();
  }

  void clear() {
    frames.forEach(MediaFrame::release);
    frames.clear();
    budget.release(bytes);
    bytes = 0;
    full = false;
    first = null;
    watchedMs = 0;
    longestGroupTicks = 0;
    followed = false;
  }

  private boolean keep(MediaFrame frame) {
    int capacity = frame.capacityBytes();
    if (full || bytes + capacity > maxBytes || !budget.tryReserve(capacity)) {
      full = !frames.isEmpty();
      return false;
    }
    bytes += capacity;
    frames.add(frame.retained());
    return true;
  }

  private void watch(MediaFrame frame) {
    MediaFrame start = first();
    long startMs = Ticks.toMillis(start.dtsTicks(), start.track().timescaleHz());
    long ms = Ticks.toMillis(frame.dtsTicks(), frame.track().timescaleHz());
    watchedMs = Math.max(watchedMs, ms - startMs);
  }

  /** Average distance of two frames of the leading track that are at most {@code most} apart. */
  private double averageTicks(double most) {
    long sum = 0;
    long count = 0;
    MediaFrame previous = first();
    for (MediaFrame frame : frames) {
      if (frame.track().id() != previous.track().id() || frame == previous) {
        continue;
      }
      long distance = frame.dtsTicks() - previous.dtsTicks();
      if (distance <= most) {
        sum += distance;
        count++;
      }
      previous = frame;
    }
    return count == 0 ? 0 : (double) sum / count;
  }
}
