package io.headrace.server;

import io.headrace.hls.origin.PlaybackStatus;
import io.headrace.media.codec.AudioConfig;
import io.headrace.media.codec.VideoConfig;
import io.headrace.media.frame.Track;
import io.headrace.media.hub.Hub;
import io.headrace.media.hub.LiveStream;
import io.headrace.media.hub.StreamDemand;
import io.headrace.media.hub.StreamPath;
import io.headrace.server.http.StreamDirectory;
import io.headrace.server.http.StreamInfo;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Tells viewers of the streams in the hub. Thread: any. */
final class LiveStreams implements StreamDirectory {
  private final Hub hub;
  private final StreamBirths births;
  private final Function<StreamPath, PlaybackStatus> status;
  private final Function<StreamPath, @Nullable String> generation;
  private final Function<StreamPath, List<String>> leftOut;
  private final StreamDemand demand;
  private final int rtmpPort;

  LiveStreams(
      Hub hub,
      StreamBirths births,
      Function<StreamPath, PlaybackStatus> status,
      Function<StreamPath, @Nullable String> generation,
      Function<StreamPath, List<String>> leftOut,
      StreamDemand demand,
      int rtmpPort) {
    this.hub = hub;
    this.births = births;
    this.status = status;
    this.generation = generation;
    this.leftOut = leftOut;
    this.demand = demand;
    this.rtmpPort = rtmpPort;
  }

  @Override
  public List<StreamInfo> streams() {
    return hub.streams().stream()
        .map(this::info)
        .sorted(Comparator.comparing(StreamInfo::path))
        .toList();
  }

  @Override
  public StreamInfo stream(StreamPath path, boolean wanted) {
    boolean comes = wanted && demand.demand(path);
    LiveStream stream = hub.find(path);
    if (stream != null) {
      return info(stream);
    }
    PlaybackStatus absent = comes ? PlaybackStatus.STARTING : status.apply(path);
    return StreamInfo.absent(path.value(), absent.name());
  }

  @Override
  public int rtmpPort() {
    return rtmpPort;
  }

  private StreamInfo info(LiveStream stream) {
    StreamInfo.Video video = null;
    StreamInfo.Audio audio = null;
    for (Track track : stream.tracks()) {
      if (track.codec() instanceof VideoConfig picture && video == null) {
        video = video(picture);
      } else if (track.codec() instanceof AudioConfig sound && audio == null) {
        audio = new StreamInfo.Audio(sound.codecString(), sound.sampleRateHz(), sound.channels());
      }
    }
    String playable = generation.apply(stream.path());
    return new StreamInfo(
        stream.path().value(),
        stream.state().name(),
        status.apply(stream.path()).name(),
        playable == null ? stream.generation() : playable,
        video,
        audio,
        leftOut.apply(stream.path()),
        births.bornMs(stream));
  }

  private static StreamInfo.Video video(VideoConfig video) {
    Double frameRate =
        video.frameRateNum() == 0 ? null : (double) video.frameRateNum() / video.frameRateDen();
    return new StreamInfo.Video(video.codecString(), video.widthPx(), video.heightPx(), frameRate);
  }
}
