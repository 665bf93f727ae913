package io.headrace.hls.origin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.headrace.hls.origin.HlsConfig.Preset;
import io.headrace.hls.origin.PlaylistText.SegmentText;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
    assumeTrue(Programs.areInstalled(), "ffmpeg and ffprobe are not installed");
    Path file = directory.resolve("source.flv");
    Programs.run(
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
      new FlvMedia(flv).publish(stream);
      for (String rendition : List.of("video", "audio")) {
        PlaylistText playlist = stream.playlist(rendition);
        List<SegmentText> segments = playlist.complete();
        assertTrue(segments.size() >= 3, playlist.text);
        Path file = directory.resolve(rendition + ".mp4");
        Files.write(file, stream.fetch(playlist.segments.get(0).map));
        for (SegmentText segment : segments) {
          Files.write(file, stream.fetch(segment.uri), java.nio.file.StandardOpenOption.APPEND);
        }
        assertEquals(
            "", Programs.run("ffmpeg", "-v", "warning", "-i", file.toString(), "-f", "null", "-"));
        checkPackets(file, segments, rendition.equals("video") ? 90_000 : 44_100);
      }
    }
  }

  /** No decode time is out of place, and the packets last as long as the playlist says. */
  private static void checkPackets(Path file, List<SegmentText> segments, int timescaleHz)
      throws IOException, InterruptedException {
    String packets =
        Programs.run(
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
}
