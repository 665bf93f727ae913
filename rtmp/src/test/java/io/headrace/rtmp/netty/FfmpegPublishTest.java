package io.headrace.rtmp.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.headrace.media.frame.Track;
import io.headrace.rtmp.netty.RecordingSink.Seen;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The {@code ffmpeg} program of the machine publishes; skipped where there is none. */
@Timeout(60)
class FfmpegPublishTest {
  private static final int SECONDS = 4;
  private static final int FPS = 25;

  @Test
  void everyFrameThatFfmpegPublishesArrivesOnce() throws Exception {
    assumeTrue(canRun("ffmpeg", "-version"), "no ffmpeg program on this machine");
    try (LocalServer local = new LocalServer(RtmpConfig.DEFAULT)) {
      run(publishCommand("rtmp://127.0.0.1:" + local.address.getPort() + "/live", "cam?key=x"));

      assertEquals(1, local.sinks.size());
      RecordingSink sink = local.sinks.get(0);
      assertTrue(sink.ended.await(10, TimeUnit.SECONDS), "stream not ended");
      assertTracks(sink.trackSets);
      List<Seen> video = sink.framesOf(true);
      assertEquals(SECONDS * FPS, video.size());
      assertEquals(SECONDS, video.stream().filter(Seen::sync).count());
      assertSteps(video, 1.0 / FPS);
      List<Seen> audio = sink.framesOf(false);
      assertEquals(SECONDS * 48_000.0 / 1_024, audio.size(), 3);
      assertSteps(audio, 1_024.0 / 48_000);
    }
  }

  private static void assertTracks(List<List<Track>> trackSets) {
    assertEquals(1, trackSets.size());
    assertEquals(
        List.of("avc1.4d400c", "mp4a.40.2"),
        trackSets.get(0).stream().map(track -> track.codec().codecString()).toList());
  }

  private static void assertSteps(List<Seen> frames, double stepSeconds) {
    for (int i = 1; i < frames.size(); i++) {
      assertEquals(
          stepSeconds,
          frames.get(i).dtsSeconds() - frames.get(i - 1).dtsSeconds(),
          0.0015,
          "frame " + i);
    }
  }

  private static List<String> publishCommand(String server, String name) {
    String[] command =
        ("ffmpeg -nostdin -hide_banner -loglevel error -re"
                + " -f lavfi -i testsrc2=size=320x180:rate=25"
                + " -f lavfi -i sine=frequency=440:sample_rate=48000"
                + " -t 4 -c:v libx264 -preset ultrafast -profile:v high -g 25 -bf 2 -b_strategy 0"
                + " -c:a aac -f flv")
            .split(" ");
    return java.util.stream.Stream.concat(
            java.util.Arrays.stream(command), java.util.stream.Stream.of(server + "/" + name))
        .toList();
  }

  private static void run(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertTrue(process.waitFor(30, TimeUnit.SECONDS), "ffmpeg still runs");
      assertEquals(0, process.exitValue(), said);
    } finally {
      process.destroyForcibly();
    }
  }

  private static boolean canRun(String... command) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
      return process.waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
