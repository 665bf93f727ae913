package io.headrace.bench.jmh;

import io.headrace.media.frame.MediaFrame;
import io.headrace.media.frame.Track;
import io.headrace.media.hub.FrameConsumer;
import io.headrace.media.hub.StreamState;
import java.util.List;

/** The far end of a subscription that reads the time and the length of each frame. */
final class CountingConsumer implements FrameConsumer {
  private long frames;
  private long sum;

  /** Frames received. */
  long frames() {
    return frames;
  }

  /** Of times and lengths, so that nothing is optimised away. */
  long sum() {
    return sum;
  }

  @Override
  public void onTracks(long epoch, List<Track> tracks) {}

  @Override
  public void onFrame(MediaFrame frame) {
    frames++;
    sum += frame.dtsTicks() + frame.sizeBytes();
  }

  @Override
  public void onBatchEnd() {}

  @Override
  public void onDropped(int lost) {
    throw new IllegalStateException(lost + " frames were dropped");
  }

  @Override
  public void onState(StreamState state) {}
}
