package io.headrace.hls.origin;

import static org.junit.jupiter.api.Assertions.fail;

import io.headrace.media.codec.AacConfig;
import io.headrace.media.codec.Ac3Config;
import io.headrace.media.codec.AudioConfig;
import io.headrace.media.codec.Av1Config;
import io.headrace.media.codec.AvcConfig;
import io.headrace.media.codec.CodecConfig;
import io.headrace.media.codec.FlacConfig;
import io.headrace.media.codec.FrameContent;
import io.headrace.media.codec.HevcConfig;
import io.headrace.media.codec.OpusConfig;
import io.headrace.media.codec.VideoConfig;
import io.headrace.media.codec.VideoFrames;
import io.headrace.media.codec.Vp9Config;
import io.headrace.media.flv.FlvFileReader;
import io.headrace.media.flv.TagReader;
import io.headrace.media.flv.TagType;
import io.headrace.media.frame.MediaFrame;
import io.headrace.media.frame.Track;
import io.headrace.media.time.SampleClock;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The first video and audio track of an FLV file, as a session hands them on. */
final class FlvMedia {
  private static final long ORIGIN_MS = 10_000;
  private static final int TICKS_PER_MS = Track.VIDEO_TIMESCALE_HZ / 1_000;

  private final List<MediaFrame> frames = new ArrayList<>();
  private @Nullable Track video;
  private @Nullable Track audio;
  private @Nullable SampleClock clock;

  /** Ownership: borrows {@code flv}. */
  FlvMedia(ByteBuf flv) {
    FlvFileReader file = new FlvFileReader(flv);
    TagReader tag = new TagReader();
    while (file.next()) {
      if (file.type() != TagType.SCRIPT) {
        ByteBuf body = file.body();
        tag.wrap(file.type(), body);
        while (tag.next()) {
          ByteBuf payload = body.slice(tag.payloadIndex(), tag.payloadBytes());
          switch (tag.packet()) {
            case CONFIG -> configure(tag, payload);
            case FRAME -> add(tag, file.timestampMs(), payload);
            default -> {
              // Colour of which nothing is known, ends of sequences.
            }
          }
        }
      }
    }
  }

  List<Track> tracks() {
    return List.of(video(), audio());
  }

  Track video() {
    Track track = video;
    return track == null ? fail("no video") : track;
  }

  Track audio() {
    Track track = audio;
    return track == null ? fail("no audio") : track;
  }

  long videoFrames() {
    return frames.stream().filter(MediaFrame::isVideo).count();
  }

  /** Audio frames that begin while there is a picture, each of which lasts {@code frameMs}. */
  long audioFramesWithPicture(int frameMs) {
    List<MediaFrame> pictures = frames.stream().filter(MediaFrame::isVideo).toList();
    MediaFrame first = pictures.get(0);
    MediaFrame last = pictures.get(pictures.size() - 1);
    long shiftTicks = first.ptsTicks() - first.dtsTicks();
    double from = first.ptsTicks();
    double to = last.dtsTicks() + shiftTicks + (double) frameMs * TICKS_PER_MS;
    double scale = (double) Track.VIDEO_TIMESCALE_HZ / audio().timescaleHz();
    return frames.stream()
        .filter(frame -> !frame.isVideo())
        .filter(frame -> frame.dtsTicks() * scale >= from && frame.dtsTicks() * scale < to)
        .count();
  }

  /** Publishes everything at once. The frames are gone then. */
  void publish(TestStream stream) {
    stream.publish(tracks());
    frames.forEach(stream::write);
    frames.clear();
  }

  private void configure(TagReader tag, ByteBuf record) {
    CodecConfig config =
        switch (tag.codec()) {
          case AVC -> AvcConfig.parse(record);
          case HEVC -> HevcConfig.parse(record);
          case AV1 -> record.isReadable() ? Av1Config.parse(record) : null;
          case VP9 -> Vp9Config.parse(record);
          case AAC -> AacConfig.parse(record);
          case OPUS -> OpusConfig.parse(record);
          case FLAC -> FlacConfig.parse(record);
          default -> null;
        };
    if (config instanceof VideoConfig) {
      video = new Track(Track.videoId(0), config, Track.VIDEO_TIMESCALE_HZ);
    } else if (config instanceof AudioConfig sound) {
      configure(sound);
    }
  }

  private SampleClock configure(AudioConfig config) {
    audio = new Track(Track.audioId(0), config, config.sampleRateHz());
    SampleClock started = new SampleClock(config.sampleRateHz(), config.samplesPerFrame());
    clock = started;
    return started;
  }

  private void add(TagReader tag, long timestampMs, ByteBuf payload) {
    if (payload.isReadable()) {
      switch (tag.kind()) {
        case VIDEO -> addVideo(tag, ORIGIN_MS + timestampMs, payload);
        case AUDIO -> addAudio(ORIGIN_MS + timestampMs, payload);
        case DATA -> fail("data");
      }
    }
  }

  private void addVideo(TagReader tag, long dtsMs, ByteBuf payload) {
    VideoConfig config = (VideoConfig) video().codec();
    ByteBuf data = VideoFrames.normalized(payload.retain(), config);
    boolean sync = VideoFrames.content(data, config) == FrameContent.SYNC;
    if (sync) {
      video = new Track(Track.videoId(0), config.completedBy(data), Track.VIDEO_TIMESCALE_HZ);
    }
    long dts = dtsMs * TICKS_PER_MS;
    long pts = dts + (long) tag.compositionMs() * TICKS_PER_MS;
    frames.add(new MediaFrame(video(), dts, pts, 0, sync, data));
  }

  private void addAudio(long ms, ByteBuf payload) {
    SampleClock samples = clock;
    if (samples == null) {
      samples = configure(Ac3Config.ofFrame(payload));
    }
    int count = ((AudioConfig) audio().codec()).samplesIn(payload);
    long ticks = samples.next(ms, 1_000, count);
    frames.add(new MediaFrame(audio(), ticks, ticks, count, true, payload.retain()));
  }
}
