package io.headrace.rtmp.session;

import io.headrace.media.frame.MediaFrame;
import io.headrace.media.frame.Track;
import java.util.List;

/** Where the frames of a publication go. Thread: the connection's loop. */
public interface IngestSink {
  /** The track set, before the first frame and whenever it changes. */
  void announce(List<Track> tracks);

  /** Ownership: takes {@code frame}. */
  void write(MediaFrame frame);

  /**
   * Something about the media that its publisher should know; once for each such thing.
   *
   * @param line for the log
   */
  void notice(String line);
}
