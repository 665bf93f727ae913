package io.headrace.hls.origin;

import io.headrace.media.codec.AacConfig;
import io.headrace.media.codec.AvcConfig;
import io.headrace.media.frame.MediaFrame;
import io.headrace.media.frame.Track;
import io.headrace.media.time.SampleClock;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A publisher as RTMP shows it: times rounded to milliseconds, audio counted in samples.
 *
 * @param rateNum video frames per {@code rateDen} seconds, 0 for no video
 * @param gopFrames frames of a group of pictures
 * @param bFrames B-frames between two P-frames
 * @param audioHz sample rate, 0 for no audio
 * @param audioLeadMs how much earlier than video of the same time audio arrives
 */
record Source(int rateNum, int rateDen, int gopFrames, int bFrames, int audioHz, long audioLeadMs) {
  private static final String AVC =
      "014d401effe10017674d401eeca05017fcb808800001f480007530078b16cb01000568ebe3cb20";
  private static final String AVC_OTHER =
      "01640020ffe1001c67640020acd9405005bb016a020202800000030080000032078c18cb01000668ebe3cb22"
          + "c0fdf8f800";
  private static final String AAC_48K = "1190";
  private static final String AAC_44K = "1210";

  static final int VIDEO_ID = 0;
  static final int AUDIO_ID = 1;

  /** 30 fps, groups of one second, stereo at 48 kHz. */
  static final Source USUAL = new Source(30, 1, 30, 0, 48_000, 0);

  /** A frame and when it arrives, in milliseconds from the start. */
  record Arrival(long atMs, MediaFrame frame) {}

  Source withoutAudio() {
    return new Source(rateNum, rateDen, gopFrames, bFrames, 0, 0);
  }

  Source withoutVideo() {
    return new Source(0, 1, 1, 0, audioHz, 0);
  }

  Source withGop(double seconds) {
    int frames = Math.max(1, (int) Math.round(seconds * rateNum / rateDen));
    return new Source(rateNum, rateDen, frames, bFrames, audioHz, audioLeadMs);
  }

  Source withBFrames(int count) {
    return new Source(rateNum, rateDen, gopFrames, count, audioHz, audioLeadMs);
  }

  Source withAudioLead(long leadMs) {
    return new Source(rateNum, rateDen, gopFrames, bFrames, audioHz, leadMs);
  }

  Source withAudioHz(int hz) {
    return new Source(rateNum, rateDen, gopFrames, bFrames, hz, audioLeadMs);
  }

  static Track videoTrack() {
    return videoTrack(AVC);
  }

  static Track otherVideoTrack() {
    return videoTrack(AVC_OTHER);
  }

  Track audioTrack() {
    ByteBuf record =
        Unpooled.wrappedBuffer(HexFormat.of().parseHex(audioHz == 44_100 ? AAC_44K : AAC_48K));
    return new Track(AUDIO_ID, AacConfig.parse(record), audioHz);
  }

  List<Track> tracks() {
    List<Track> tracks = new ArrayList<>();
    if (rateNum > 0) {
      tracks.add(videoTrack());
    }
    if (audioHz > 0) {
      tracks.add(audioTrack());
    }
    return tracks;
  }

  /**
   * Frames of {@code [fromMs, toMs)} in the order of arrival; the first video frame is a sync
   * frame. Ownership: the caller's.
   */
  List<Arrival> arrivals(long fromMs, long toMs) {
    return arrivals(fromMs, toMs, videoTrack(), audioHz > 0 ? audioTrack() : null);
  }

  List<Arrival> arrivals(long fromMs, long toMs, Track video, @Nullable Track audio) {
    RandomGenerator random = new java.util.Random(fromMs);
    List<Arrival> arrivals = new ArrayList<>();
    if (rateNum > 0) {
      addVideo(arrivals, fromMs, toMs, video, random);
    }
    if (audio != null) {
      addAudio(arrivals, fromMs, toMs, audio, random);
    }
    arrivals.sort(Comparator.comparingLong(Arrival::atMs));
    return arrivals;
  }

  /** Length of a group of pictures in milliseconds. */
  double gopMs() {
    return 1_000.0 * gopFrames * rateDen / rateNum;
  }

  private void addVideo(
      List<Arrival> arrivals, long fromMs, long toMs, Track track, RandomGenerator random) {
    for (int i = 0; ; i++) {
      long dtsMs = fromMs + frameMs(i);
      if (dtsMs >= toMs) {
        return;
      }
      long ctsMs = frameMs(i + compositionFrames(i)) - frameMs(i);
      boolean sync = i % gopFrames == 0;
      long dts = dtsMs * 90;
      ByteBuf data = nal(sync ? 5 : 1, sync ? 300 : 40 + random.nextInt(60), i, random);
      arrivals.add(
          new Arrival(dtsMs - fromMs, new MediaFrame(track, dts, dts + ctsMs * 90, 0, sync, data)));
    }
  }

  private void addAudio(
      List<Arrival> arrivals, long fromMs, long toMs, Track track, RandomGenerator random) {
    int samples = ((AacConfig) track.codec()).samplesPerFrame();
    int hz = track.timescaleHz();
    SampleClock clock = new SampleClock(hz, samples);
    for (int i = 0; ; i++) {
      long ms = fromMs + Math.round(1_000.0 * i * samples / hz);
      if (ms >= toMs) {
        return;
      }
      long ticks = clock.next(ms, 1_000, samples);
      byte[] payload = new byte[20 + random.nextInt(10)];
      random.nextBytes(payload);
      arrivals.add(
          new Arrival(
              ms - fromMs - audioLeadMs,
              new MediaFrame(track, ticks, ticks, samples, true, Unpooled.wrappedBuffer(payload))));
    }
  }

  private long frameMs(int index) {
    return Math.round(1_000.0 * index * rateDen / rateNum);
  }

  /** Decode order I P B B P B B …, one frame of delay. */
  private int compositionFrames(int index) {
    if (bFrames == 0) {
      return 0;
    }
    int inGop = index % gopFrames;
    if (inGop == 0) {
      return 1;
    }
    int inGroup = (inGop - 1) % (bFrames + 1);
    // A group that the next sync frame cuts short has no B-frames.
    boolean whole = inGop - inGroup + bFrames < gopFrames;
    return !whole ? 1 : inGroup == 0 ? bFrames + 1 : 0;
  }

  private static Track videoTrack(String hex) {
    ByteBuf record = Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex));
    return new Track(VIDEO_ID, AvcConfig.parse(record), Track.VIDEO_TIMESCALE_HZ);
  }

  private static ByteBuf nal(int type, int bytes, int index, RandomGenerator random) {
    byte[] body = new byte[bytes];
    random.nextBytes(body);
    ByteBuf nal = Unpooled.buffer(4 + 1 + 4 + bytes);
    return nal.writeInt(5 + bytes).writeByte(type).writeInt(index).writeBytes(body);
  }
}
