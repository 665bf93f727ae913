package io.headrace.hls.origin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.headrace.hls.origin.HlsConfig.Preset;
import io.headrace.hls.origin.PlaylistText.SegmentText;
import io.headrace.media.codec.AacConfig;
import io.headrace.media.codec.AvcConfig;
import io.headrace.media.codec.FrameContent;
import io.headrace.media.codec.NalFrames;
import io.headrace.media.flv.AudioBody;
import io.headrace.media.flv.FlvFileReader;
import io.headrace.media.flv.VideoBody;
import io.headrace.media.frame.MediaFrame;
import io.headrace.media.frame.Track;
import io.headrace.media.time.SampleClock;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real encoder's stream through the packager, read back by ffprobe and decoded by ffmpeg. */
class FfprobeTest {
  private static final int SECONDS = 9;

  @TempDir static Path directory;
  private static ByteBuf flv = Unpooled.EMPTY_BUFFER;

  @BeforeAll
  static void encode() throws IOException, InterruptedException {
    assumeTrue(runs("ffmpeg") && runs("ffprobe"), "ffmpeg and ffprobe are not installed");
    Path file = directory.resolve("source.flv");
    run(
        "ffmpeg",
        "-v",
        "error",
        "-f",
        "lavfi",
        "-i",
        "testsrc2=size=320x180:rate=30000/1001",
        "-f",
        "lavfi",
        "-i",
        "sine=frequency=440:sample_rate=44100",
        "-t",
        "" + SECONDS,
        "-c:v",
        "libx264",
        "-preset",
        "ultrafast",
        "-bf",
        "2",
        "-g",
        "60",
        "-keyint_min",
        "60",
        "-sc_threshold",
        "0",
        "-pix_fmt",
        "yuv420p",
        "-c:a",
        "aac",
        "-ac",
        "2",
        "-f",
        "flv",
        file.toString());
    flv = Unpooled.wrappedBuffer(Files.readAllBytes(file));
  }

  @Test
  void everyPacketComesBackInOrderAndDecodes() throws IOException, InterruptedException {
    try (TestStream stream = new TestStream(Preset.BALANCED.config())) {
      publish(stream);
      for (String rendition : List.of("video", "audio")) {
        PlaylistText playlist = stream.playlist(rendition);
        List<SegmentText> segments = playlist.complete();
        assertTrue(segments.size() >= 3, playlist.text);
        Path file = directory.resolve(rendition + ".mp4");
        Files.write(file, stream.fetch(playlist.segments.get(0).map));
        for (SegmentText segment : segments) {
          Files.write(file, stream.fetch(segment.uri), java.nio.file.StandardOpenOption.APPEND);
        }
        assertEquals("", run("ffmpeg", "-v", "warning", "-i", file.toString(), "-f", "null", "-"));
        checkPackets(file, segments, rendition.equals("video") ? 90_000 : 44_100);
      }
    }
  }

  /** No decode time is out of place, and the packets last as long as the playlist says. */
  private static void checkPackets(Path file, List<SegmentText> segments, int timescaleHz)
      throws IOException, InterruptedException {
    String packets =
        run(
            "ffprobe",
            "-v",
            "warning",
            "-show_entries",
            "packet=dts,flags",
            "-of",
            "csv=p=0",
            file.toString());
    String[] lines = packets.split("\n");
    assertTrue(lines[0].contains("K"), lines[0]);
    double listedTicks =
        timescaleHz * segments.stream().mapToDouble(s -> s.duration.doubleValue()).sum();
    double frameTicks = listedTicks / lines.length;
    long first = Long.parseLong(lines[0].split(",")[0]);
    for (int i = 0; i < lines.length; i++) {
      long dts = Long.parseLong(lines[i].split(",")[0]);
      // RTMP rounds video to milliseconds.
      assertEquals(first + i * frameTicks, (double) dts, timescaleHz / 500.0, "packet " + i);
    }
  }

  private static void publish(TestStream stream) {
    FlvFileReader reader = new FlvFileReader(flv);
    Track video = null;
    Track audio = null;
    SampleClock clock = null;
    List<MediaFrame> frames = new ArrayList<>();
    while (reader.next()) {
      ByteBuf body = reader.body();
      switch (reader.type()) {
        case VIDEO -> {
          switch (VideoBody.kindOf(body)) {
            case AVC_CONFIG ->
                video =
                    new Track(
                        0, AvcConfig.parse(payload(body, VideoBody.AVC_PAYLOAD_OFFSET)), 90_000);
            case AVC_FRAME -> frames.add(videoFrame(video, reader.timestampMs(), body));
            default -> assertEquals(VideoBody.Kind.AVC_END, VideoBody.kindOf(body));
          }
        }
        case AUDIO -> {
          if (AudioBody.kindOf(body) == AudioBody.Kind.AAC_CONFIG) {
            AacConfig aac = AacConfig.parse(payload(body, AudioBody.AAC_PAYLOAD_OFFSET));
            audio = new Track(1, aac, aac.sampleRateHz());
            clock = new SampleClock(aac.sampleRateHz(), aac.samplesPerFrame());
          } else {
            long ticks = clock.next(10_000 + reader.timestampMs(), 1_000, 1_024);
            frames.add(
                new MediaFrame(
                    audio,
                    ticks,
                    ticks,
                    1_024,
                    true,
                    payload(body, AudioBody.AAC_PAYLOAD_OFFSET).retain()));
          }
        }
        case SCRIPT -> assertTrue(body.isReadable());
      }
    }
    stream.publish(List.of(video, audio));
    frames.forEach(stream::write);
  }

  private static MediaFrame videoFrame(@Nullable Track track, long timestampMs, ByteBuf body) {
    AvcConfig avc = (AvcConfig) track.codec();
    ByteBuf data = NalFrames.normalized(payload(body, VideoBody.AVC_PAYLOAD_OFFSET).retain(), avc);
    long dts = (10_000 + timestampMs) * 90;
    long pts = dts + VideoBody.compositionTimeMs(body) * 90L;
    boolean sync = NalFrames.content(data, avc) == FrameContent.SYNC;
    return new MediaFrame(track, dts, pts, 0, sync, data);
  }

  private static ByteBuf payload(ByteBuf body, int offset) {
    return body.slice(body.readerIndex() + offset, body.readableBytes() - offset);
  }

  private static boolean runs(String program) throws InterruptedException {
    try {
      run(program, "-version");
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** What the program writes, after it has ended well. */
  private static String run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(60, TimeUnit.SECONDS), "still running");
    assertEquals(0, process.exitValue(), output);
    return output;
  }
}
