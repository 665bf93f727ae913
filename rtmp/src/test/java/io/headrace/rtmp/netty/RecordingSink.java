package io.headrace.rtmp.netty;

import io.headrace.media.frame.MediaFrame;
import io.headrace.media.frame.Track;
import io.headrace.media.hub.StreamSink;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Remembers what a stream's consumer sees, without its bytes. Thread: home loop, then the test. */
final class RecordingSink implements StreamSink {
  /** One frame. */
  record Seen(boolean video, double dtsSeconds, boolean sync, int sizeBytes) {}

  final List<List<Track>> trackSets = new ArrayList<>();
  final List<Seen> frames = new ArrayList<>();
  final CountDownLatch held = new CountDownLatch(1);
  final CountDownLatch ended = new CountDownLatch(1);

  @Override
  public synchronized void onTracks(long epoch, List<Track> tracks) {
    trackSets.add(tracks);
  }

  @Override
  public synchronized void onFrame(MediaFrame frame) {
    double seconds = (double) frame.dtsTicks() / frame.track().timescaleHz();
    frames.add(new Seen(frame.isVideo(), seconds, frame.isSync(), frame.sizeBytes()));
  }

  @Override
  public void onBatchEnd() {}

  @Override
  public void onHeld() {
    held.countDown();
  }

  @Override
  public void onEnded() {
    ended.countDown();
  }

  synchronized List<Seen> framesOf(boolean video) {
    return frames.stream().filter(frame -> frame.video() == video).toList();
  }
}
