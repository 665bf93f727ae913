package io.headrace.media.hub;

import io.headrace.media.frame.MediaFrame;
import io.headrace.media.frame.Track;
import java.util.List;

/**
 * The far end of a {@link Subscription}. Thread: the loop given at subscription, for every call.
 */
public interface FrameConsumer {
  /** The track set, before the first frame and whenever it changes. */
  void onTracks(long epoch, List<Track> tracks);

  /** Ownership: borrows {@code frame}. */
  void onFrame(MediaFrame frame);

  /** All frames queued so far have been given. */
  void onBatchEnd();

  /** This consumer was too slow: {@code frames} were dropped up to the next sync frame. */
  void onDropped(int frames);

  /** The stream is held, live again, or ended; after ENDED nothing follows. */
  void onState(StreamState state);
}
