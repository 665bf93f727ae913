package io.headrace.hls.origin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.headrace.hls.origin.HlsConfig.Preset;
import io.headrace.hls.origin.PlaylistText.SegmentText;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Recorded streams of every codec but AVC and AAC through the packager: each frame comes back,
 * audio as long as there is a picture, and decodes without a warning.
 */
class CodecsTest {
  private static final Path RECORDED = Path.of("src", "test", "resources", "flv");

  private static final String VALUES = "default=noprint_wrappers=1:nokey=1";

  @TempDir Path directory;

  @BeforeAll
  static void programsAreInstalled() throws InterruptedException {
    assumeTrue(Programs.areInstalled(), "ffmpeg and ffprobe are not installed");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          hevc-opus | hvc1.1.6.L30.90,Opus | | hevc,160,90,unknown | opus,48000,1
          hevc-pq-eac3 | hvc1.2.4.L30.90,ec-3 | ,VIDEO-RANGE=PQ | hevc,160,90,smpte2084 | eac3,48000,1
          av1-flac | av01.0.00M.08,fLaC | | av1,160,90,unknown | flac,32000,1
          vp9-ac3 | vp09.00.10.08,ac-3 | | vp9,160,90,unknown | ac3,44100,1
          """)
  void everyFrameComesBackAndDecodes(
      String name, String codecs, String range, String picture, String sound)
      throws IOException, InterruptedException {
    byte[] flv = Files.readAllBytes(RECORDED.resolve(name + ".flv"));
    FlvMedia media = new FlvMedia(Unpooled.wrappedBuffer(flv));
    long videoFrames = media.videoFrames();
    long audioFrames = media.audioFramesWithPicture(100);
    try (TestStream stream = new TestStream(Preset.BALANCED.config())) {
      media.publish(stream);
      stream.lose();
      String multivariant = stream.multivariant();
      assertTrue(multivariant.contains("CODECS=\"" + codecs + "\""), multivariant);
      assertTrue(multivariant.contains("CHANNELS=\"1\""), multivariant);
      String listed =
          "RESOLUTION=160x90,FRAME-RATE=10.000" + (range == null ? "" : range) + ",AUDIO";
      assertTrue(multivariant.contains(listed), multivariant);
      Path video = fetched(stream, "video");
      Path audio = fetched(stream, "audio");
      assertEquals(
          picture + "," + videoFrames,
          probed(video, "v", "stream=codec_name,width,height,color_transfer,nb_read_packets"));
      assertEquals(
          sound + "," + audioFrames,
          probed(audio, "a", "stream=codec_name,sample_rate,channels,nb_read_packets"));
      for (Path file : new Path[] {video, audio}) {
        String decoded =
            Programs.run("ffmpeg", "-v", "warning", "-i", "" + file, "-f", "null", "-");
        assertEquals("", decoded);
      }
      assertEquals(videoFrames, decodedFrames(video));
    }
  }

  private Path fetched(TestStream stream, String rendition) throws IOException {
    PlaylistText playlist = stream.playlist(rendition);
    Path file = directory.resolve(rendition + ".mp4");
    Files.write(file, stream.fetch(playlist.segments.get(0).map));
    for (SegmentText segment : playlist.complete()) {
      Files.write(file, stream.fetch(segment.uri), StandardOpenOption.APPEND);
    }
    return file;
  }

  private static String probed(Path file, String kind, String entries)
      throws IOException, InterruptedException {
    String[] options = {"-select_streams", kind, "-show_entries", entries, "-of", VALUES};
    return probe(file, "-count_packets", options).replace('\n', ',');
  }

  private static long decodedFrames(Path file) throws IOException, InterruptedException {
    String[] options = {"-show_entries", "stream=nb_read_frames", "-of", VALUES};
    return Long.parseLong(probe(file, "-count_frames", options));
  }

  private static String probe(Path file, String count, String[] options)
      throws IOException, InterruptedException {
    String[] command = new String[options.length + 5];
    System.arraycopy(new String[] {"ffprobe", "-v", "error", count}, 0, command, 0, 4);
    System.arraycopy(options, 0, command, 4, options.length);
    command[command.length - 1] = file.toString();
    return Programs.run(command).strip();
  }
}
