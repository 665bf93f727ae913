package io.headrace.bench.measure;

import io.headrace.bench.load.FlvSource;
import io.headrace.bench.load.FrameClock;
import io.headrace.bench.load.Latencies;
import io.headrace.bench.load.MediaPlaylist;
import io.headrace.bench.load.MediaPlaylist.Segment;
import io.headrace.bench.load.VersionListener;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Puts together when the frame that closes a part was written to the publisher's socket, and when
 * the first byte of the blocked playlist that names the part came back. A part is closed by the
 * first frame after it, whose number is the count of frames up to the part's end; the playlist is
 * followed from its first segment on, so that its durations give that count.
 *
 * <p>Thread: frames from the publisher's loop, versions from the player's.
 */
final class ClosingFrames implements FrameClock, VersionListener {
  private static final int VIDEO_RENDITION = 0;

  private final double framesPerSecond;
  private final AtomicLongArray writtenNs;
  private final Latencies delays = new Latencies();
  private final AtomicInteger parts = new AtomicInteger();
  private final AtomicInteger impossible = new AtomicInteger();

  // Player's loop.
  private final Map<Long, Long> framesBySegment = new HashMap<>();
  private long lastFrames;

  /**
   * @param framesPerSecond of the video
   * @param maxFrames how many video frames are remembered; later ones are not measured
   */
  ClosingFrames(double framesPerSecond, int maxFrames) {
    this.framesPerSecond = framesPerSecond;
    this.writtenNs = new AtomicLongArray(maxFrames);
  }

  /** Parts measured. Thread: any. */
  int parts() {
    return parts.get();
  }

  /** Versions that came before the frame that closes their part was sent. Thread: any. */
  int impossible() {
    return impossible.get();
  }

  Latencies.Summary delays() {
    return delays.summary();
  }

  @Override
  public void onFrame(FlvSource.Tag tag, long number, long frameNs) {
    if (tag.isVideo() && number < writtenNs.length()) {
      writtenNs.set((int) number, frameNs);
    }
  }

  @Override
  public void onVersion(int rendition, MediaPlaylist playlist, boolean blocked, long firstByteNs) {
    if (rendition != VIDEO_RENDITION) {
      return;
    }
    long frames = framesUpToEnd(playlist);
    if (blocked && frames > lastFrames && frames < writtenNs.length()) {
      long closedNs = writtenNs.get((int) frames);
      if (closedNs == 0 || closedNs > firstByteNs) {
        impossible.incrementAndGet();
      } else {
        delays.recordNs(firstByteNs - closedNs);
        parts.incrementAndGet();
      }
    }
    lastFrames = frames;
  }

  private long framesUpToEnd(MediaPlaylist playlist) {
    for (Segment segment : playlist.segments()) {
      long frames =
          segment.isOpen()
              ? segment.parts().stream().mapToLong(part -> frames(part.durationS())).sum()
              : frames(segment.durationS());
      framesBySegment.put(segment.msn(), frames);
    }
    return framesBySegment.values().stream().mapToLong(Long::longValue).sum();
  }

  private long frames(double durationS) {
    return Math.round(durationS * framesPerSecond);
  }
}
