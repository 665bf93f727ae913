package io.headrace.server.http;

import io.headrace.media.hub.StreamPath;
import java.util.List;

/** What viewers may know of the streams of this server. Thread: any; never blocks. */
public interface StreamDirectory {
  /** All streams that have not ended, ordered by path. */
  List<StreamInfo> streams();

  /**
   * What is known of {@code path}: also for one that nobody publishes.
   *
   * @param wanted whether somebody waits to see it, so that it may be worth bringing
   */
  StreamInfo stream(StreamPath path, boolean wanted);

  /** Where publishers connect, for the settings that the pages show. */
  int rtmpPort();
}
