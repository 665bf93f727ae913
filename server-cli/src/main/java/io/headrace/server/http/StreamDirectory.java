package io.headrace.server.http;

import io.headrace.media.hub.StreamPath;
import java.util.List;

/** What viewers may know of the streams of this server. Thread: any; never blocks. */
public interface StreamDirectory {
  /** All streams that have not ended, ordered by path. */
  List<StreamInfo> streams();

  /** What is known of {@code path}: also for one that nobody publishes. */
  StreamInfo stream(StreamPath path);

  /** Where publishers connect, for the settings that the pages show. */
  int rtmpPort();
}
