package io.headrace.cli.demo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An {@code ffmpeg} program that runs on this machine and can make H.264.
 *
 * @param program file name or path
 * @param libraries folder of its shared libraries; null for those of the system
 * @param encoder its H.264 encoder
 */
public record FfmpegProgram(String program, @Nullable Path libraries, String encoder) {
  /** Encoders that need no special device, the cheapest first. */
  private static final List<String> ENCODERS =
      List.of("libx264", "libopenh264", "h264_videotoolbox", "h264_mf");

  private static final int PROBE_TIMEOUT_S = 20;

  /**
   * Tries a program.
   *
   * @throws IOException when it does not start, fails, or has no such encoder; says why
   */
  static FfmpegProgram probe(String program, @Nullable Path libraries)
      throws IOException, InterruptedException {
    Process process =
        builder(program, libraries, List.of("-hide_banner", "-encoders"))
            .redirectErrorStream(true)
            .start();
    String output;
    try (InputStream in = process.getInputStream()) {
      process.getOutputStream().close();
      output = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(PROBE_TIMEOUT_S, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IOException(program + ": " + output.strip());
      }
    } finally {
      process.destroyForcibly();
    }
    for (String encoder : ENCODERS) {
      if (output.contains(" " + encoder + " ")) {
        return new FfmpegProgram(program, libraries, encoder);
      }
    }
    throw new IOException(program + ": no H.264 encoder (expected: one of " + ENCODERS + ")");
  }

  ProcessBuilder builder(List<String> arguments) {
    return builder(program, libraries, arguments);
  }

  private static ProcessBuilder builder(
      String program, @Nullable Path libraries, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(program);
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    if (libraries != null) {
      builder.environment().put("LD_LIBRARY_PATH", libraries.toString());
    }
    return builder;
  }
}
