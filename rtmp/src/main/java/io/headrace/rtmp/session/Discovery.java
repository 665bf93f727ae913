package io.headrace.rtmp.session;

import io.headrace.media.buffer.MemoryBudget;
import io.headrace.media.frame.MediaFrame;
import io.headrace.media.frame.Track;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The time between the first byte of media and the moment the track set is known: holds the frames
 * that came too early, on the common budget, and says when to wait no longer. Thread: the
 * connection's loop.
 */
final class Discovery implements AutoCloseable {
  /** Media time after which tracks that have not shown themselves are not waited for. */
  static final int PATIENCE_MS = 1_000;

  static final int MAX_WAITING_FRAMES = 512;
  static final long MAX_WAITING_BYTES = 16 << 20;

  private final MemoryBudget budget;
  private final ArrayDeque<MediaFrame> waiting = new ArrayDeque<>();
  private long waitingBytes;
  private @Nullable StreamMetadata metadata;
  private boolean begun;
  private long firstTimestampMs;
  private boolean impatient;

  Discovery(MemoryBudget budget) {
    this.budget = budget;
  }

  void announced(StreamMetadata newMetadata) {
    metadata = newMetadata;
  }

  /** Whether nothing more is to be waited for. */
  boolean isComplete(IngestTracks tracks) {
    if (impatient) {
      return true;
    }
    if (tracks.isOneAwaited()) {
      return false;
    }
    StreamMetadata hint = metadata;
    if (hint == null || hint.trackIds().isEmpty()) {
      return tracks.isSettled(Track.videoId(0)) && tracks.isSettled(Track.audioId(0));
    }
    for (int id : hint.trackIds()) {
      if (!tracks.isSettled(id)) {
        return false;
      }
    }
    return true;
  }

  /** Audio or video went by, usable or not. */
  void seen(long timestampMs) {
    if (!begun) {
      begun = true;
      firstTimestampMs = timestampMs;
    }
    int elapsedMs = (int) (timestampMs - firstTimestampMs);
    impatient |= Math.abs((long) elapsedMs) >= PATIENCE_MS;
  }

  /**
   * Keeps {@code frame} until {@link #replay}. Ownership: takes it, unless it says false.
   *
   * @return false when there is no room for it
   */
  boolean tryHold(MediaFrame frame) {
    int bytes = frame.capacityBytes();
    if (waiting.size() >= MAX_WAITING_FRAMES
        || waitingBytes + bytes > MAX_WAITING_BYTES
        || !budget.tryReserve(bytes)) {
      return false;
    }
    waiting.addLast(frame);
    waitingBytes += bytes;
    return true;
  }

  /** The track of the first frame held with that id, or null. */
  @Nullable Track firstTrack(int id) {
    for (MediaFrame frame : waiting) {
      if (frame.track().id() == id) {
        return frame.track();
      }
    }
    return null;
  }

  /** Gives what was held, oldest first. {@code to} takes each frame. */
  void replay(Consumer<MediaFrame> to) {
    while (!waiting.isEmpty()) {
      MediaFrame next = waiting.removeFirst();
      int bytes = next.capacityBytes();
      waitingBytes -= bytes;
      budget.release(bytes);
      to.accept(next);
    }
  }

  /** Forgets what was held and begins anew. */
  void restart() {
    close();
    begun = false;
    impatient = false;
  }

  @Override
  public void close() {
    replay(MediaFrame::release);
  }
}
