package io.headrace.hls.origin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** Programs that read what the packager has made. */
final class Programs {
  private Programs() {}

  /** Whether ffmpeg and ffprobe are installed. */
  static boolean areInstalled() throws InterruptedException {
    try {
      run("ffmpeg", "-version");
      run("ffprobe", "-version");
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** What the program writes, after it has ended well. */
  static String run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(60, TimeUnit.SECONDS), "still running");
    assertEquals(0, process.exitValue(), output);
    return output;
  }
}
