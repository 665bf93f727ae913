package io.headrace.rtmp.session;

import io.headrace.media.frame.MediaFrame;
import io.headrace.media.frame.Track;
import java.util.List;
import java.util.stream.Collectors;

/** Writes down what is ingested, one line for each call. */
record EventSink(List<String> events) implements IngestSink {
  @Override
  public void announce(List<Track> tracks) {
    events.add(
        "tracks "
            + tracks.stream()
                .map(track -> track.id() + ":" + track.codec().codecString())
                .collect(Collectors.joining(" ")));
  }

  @Override
  public void write(MediaFrame frame) {
    events.add("frame " + frame);
    frame.release();
  }

  @Override
  public void notice(String line) {
    events.add("notice: " + line);
  }
}
