package io.headrace.media.hub;

import io.headrace.media.frame.MediaFrame;
import io.headrace.media.frame.Track;
import java.util.List;

/**
 * A consumer that runs on the stream's home loop, called directly, such as the packager.
 *
 * <p>Order of calls: {@code onTracks} (new epoch), then {@code onFrame}/{@code onBatchEnd} and
 * {@code onTracks} (same epoch, changed set), then {@code onHeld}; all that again on return; at
 * last {@code onEnded}, once. Thread: home loop.
 */
public interface StreamSink {
  /**
   * The track set, before the first frame of a publication and whenever it changes.
   *
   * @param epoch number of the publication within the stream, from 1
   * @param tracks all tracks that frames may follow for
   */
  void onTracks(long epoch, List<Track> tracks);

  /** Ownership: borrows {@code frame}. */
  void onFrame(MediaFrame frame);

  /** The frames of one read have all been given; a good moment to tell others. */
  void onBatchEnd();

  /** The publisher is gone; the stream waits for its return. */
  void onHeld();

  /** The stream is over; nothing follows. */
  void onEnded();
}
