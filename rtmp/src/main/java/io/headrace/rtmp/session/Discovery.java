package io.headrace.rtmp.session;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The time between the first byte of media and the moment the track set is known: holds the frames
 * that came too early, and says when to wait no longer. Thread: the connection's loop.
 */
final class Discovery implements AutoCloseable {
  /** Media time after which tracks that have not shown themselves are not waited for. */
  static final int PATIENCE_MS = 1_000;

  static final int MAX_WAITING_FRAMES = 512;
  static final long MAX_WAITING_BYTES = 16 << 20;

  /** Receives what waited. */
  interface Replay {
    /** Ownership: takes {@code body}. */
    void frame(boolean video, long timestampMs, ByteBuf body);
  }

  private record Waiting(boolean video, long timestampMs, ByteBuf body) {}

  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
  private long waitingBytes;
  private @Nullable StreamMetadata announced;
  private boolean begun;
  private long firstTimestampMs;
  private boolean impatient;

  void announced(StreamMetadata metadata) {
    announced = metadata;
  }

  /** Whether nothing more is to be waited for, given which tracks are settled. */
  boolean complete(boolean videoSettled, boolean audioSettled) {
    if (impatient || (videoSettled && audioSettled)) {
      return true;
    }
    StreamMetadata hint = announced;
    return hint != null
        && (hint.video() || hint.audio())
        && (videoSettled || !hint.video())
        && (audioSettled || !hint.audio());
  }

  /** A frame went by, usable or not. */
  void seen(long timestampMs) {
    if (!begun) {
      begun = true;
      firstTimestampMs = timestampMs;
    }
    int elapsedMs = (int) (timestampMs - firstTimestampMs);
    impatient |= Math.abs((long) elapsedMs) >= PATIENCE_MS;
  }

  /** Ownership: takes {@code body}. */
  void hold(boolean video, long timestampMs, ByteBuf body) {
    seen(timestampMs);
    waiting.addLast(new Waiting(video, timestampMs, body));
    waitingBytes += body.capacity();
    impatient |= waiting.size() >= MAX_WAITING_FRAMES || waitingBytes >= MAX_WAITING_BYTES;
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  /** Gives what waited, oldest first. */
  void replay(Replay to) {
    while (!waiting.isEmpty()) {
      Waiting next = waiting.removeFirst();
      waitingBytes -= next.body().capacity();
      to.frame(next.video(), next.timestampMs(), next.body());
    }
  }

  /** Forgets what waited and begins anew. */
  void restart() {
    close();
    begun = false;
    impatient = false;
  }

  @Override
  public void close() {
    replay((video, timestampMs, body) -> body.release());
  }
}
