package io.headrace.rtmp.netty;

import io.headrace.media.frame.MediaFrame;
import io.headrace.media.frame.Track;
import io.headrace.media.hub.EndReason;
import io.headrace.media.hub.Loop;
import io.headrace.media.hub.Publication;
import io.headrace.rtmp.session.IngestSink;
import io.headrace.rtmp.session.MediaStats;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one connection publishes, on its way to the hub, with a line in the log for each step.
 * Thread: the publisher's loop.
 */
final class PublishedMedia implements IngestSink {
  private static final Logger log = LoggerFactory.getLogger(PublishedMedia.class);

  private final Publication publication;
  private final String what;
  private final Loop loop;
  private final long startedNs;

  /**
   * @param what who publishes which stream, for the log
   */
  PublishedMedia(Publication publication, String what, Loop loop) {
    this.publication = publication;
    this.what = what;
    this.loop = loop;
    this.startedNs = loop.nowNs();
  }

  @Override
  public void announce(List<Track> tracks) {
    log.info(
        "RTMP {} has {}",
        what,
        tracks.stream()
            .map(track -> track.codec().codecString())
            .collect(Collectors.joining(", ")));
    publication.announce(tracks);
  }

  @Override
  public void write(MediaFrame frame) {
    publication.write(frame);
  }

  @Override
  public void notice(String line) {
    log.warn("RTMP {}: {}", what, line);
  }

  /** The frames of one read have all been written. */
  void flush() {
    publication.flush();
  }

  /**
   * Nothing more is published.
   *
   * @param why one line for the log
   */
  void end(EndReason reason, String why, MediaStats stats) {
    publication.end(reason);
    log.info(
        "RTMP {} ended after {} s: {}; {}",
        what,
        Duration.ofNanos(loop.nowNs() - startedNs).toSeconds(),
        why,
        stats);
  }
}
