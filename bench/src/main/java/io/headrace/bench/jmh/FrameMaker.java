package io.headrace.bench.jmh;

import io.headrace.bench.load.SyntheticFrames;
import io.headrace.media.codec.AacConfig;
import io.headrace.media.codec.AvcConfig;
import io.headrace.media.flv.TagType;
import io.headrace.media.frame.MediaFrame;
import io.headrace.media.frame.Track;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.util.List;

/**
 * Makes frames as a session would hand them over: each a new object with a pooled buffer of its own
 * and other bytes. Thread: one at a time.
 */
final class FrameMaker {
  private static final long SEED = 1;

  private final SyntheticFrames frames;
  private final ByteBuf body = Unpooled.directBuffer();
  private final Track video =
      new Track(
          0,
          AvcConfig.parse(
              SyntheticFrames.avcConfig().skipBytes(SyntheticFrames.VIDEO_HEADER_BYTES)),
          Track.VIDEO_TIMESCALE_HZ);
  private final Track audio =
      new Track(
          1,
          AacConfig.parse(
              SyntheticFrames.aacConfig().skipBytes(SyntheticFrames.AUDIO_HEADER_BYTES)),
          SyntheticFrames.SAMPLE_RATE_HZ);
  private long pictures;
  private long sounds;

  FrameMaker(int bitsPerSecond) {
    this.frames = new SyntheticFrames(bitsPerSecond, SEED);
  }

  List<Track> tracks() {
    return List.of(video, audio);
  }

  /** Media time of the frame last made, from 0. */
  long timestampMs() {
    return frames.timestampMs();
  }

  /** The next frame, which the caller owns. */
  MediaFrame next() {
    frames.next(body);
    if (frames.type() == TagType.VIDEO) {
      long dtsTicks = pictures * (Track.VIDEO_TIMESCALE_HZ / SyntheticFrames.FRAMES_PER_SECOND);
      boolean sync = pictures % SyntheticFrames.FRAMES_PER_SECOND == 0;
      pictures++;
      ByteBuf data = payload(SyntheticFrames.VIDEO_HEADER_BYTES);
      return new MediaFrame(video, dtsTicks, dtsTicks, 0, sync, data);
    }
    long dtsTicks = sounds * SyntheticFrames.SAMPLES_PER_FRAME;
    sounds++;
    ByteBuf data = payload(SyntheticFrames.AUDIO_HEADER_BYTES);
    return new MediaFrame(audio, dtsTicks, dtsTicks, SyntheticFrames.SAMPLES_PER_FRAME, true, data);
  }

  void close() {
    body.release();
  }

  private ByteBuf payload(int offset) {
    int bytes = body.readableBytes() - offset;
    ByteBuf data = ByteBufAllocator.DEFAULT.directBuffer(bytes, bytes);
    body.skipBytes(offset).readBytes(data, bytes);
    return data;
  }
}
