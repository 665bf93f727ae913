package io.headrace.hls.origin;

import io.headrace.hls.segment.CarriedTracks;
import io.headrace.media.frame.MediaFrame;
import io.headrace.media.frame.Track;
import io.headrace.media.hub.StreamSink;
import java.util.List;
import java.util.function.IntFunction;

/**
 * The HLS outputs of one stream, one after the other. What kinds of tracks there are is promised
 * for the life of an output: where video or audio comes or goes for good, the output ends and
 * another begins under a name of its own.
 *
 * <p>Thread: home loop.
 */
final class Generations implements StreamSink {
  private final IntFunction<StreamPackager> create;
  private StreamPackager current;
  private int count = 1;
  private long epoch;
  private CarriedTracks tracks = CarriedTracks.NONE;

  /**
   * @param create makes the output with the given number, from 1, and makes it known
   */
  Generations(IntFunction<StreamPackager> create) {
    this.create = create;
    this.current = create.apply(count);
  }

  @Override
  public void onTracks(long newEpoch, List<Track> newTracks) {
    epoch = newEpoch;
    tracks = CarriedTracks.of(newTracks);
    if (current.outlives(tracks)) {
      current.onTracks(newEpoch, tracks);
    } else {
      renew();
    }
  }

  @Override
  public void onFrame(MediaFrame frame) {
    // Tracks may be announced that never come: only a frame shows that one is there.
    if (current.lacks(frame)) {
      renew();
    }
    current.onFrame(frame);
  }

  @Override
  public void onBatchEnd() {
    current.onBatchEnd();
  }

  @Override
  public void onHeld() {
    current.onHeld();
  }

  @Override
  public void onEnded() {
    current.onEnded();
  }

  private void renew() {
    StreamPackager outgrown = current;
    current = create.apply(++count);
    outgrown.onEnded();
    current.onTracks(epoch, tracks);
  }
}
