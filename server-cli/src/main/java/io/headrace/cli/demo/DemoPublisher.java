package io.headrace.cli.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes the demo's picture and sound to an RTMP address until closed or refused. The program is
 * a child process that ends with its standard input, so it does not outlive this process even when
 * that is killed.
 */
public final class DemoPublisher implements AutoCloseable {
  private static final int STOP_TIMEOUT_MS = 1_500;
  private static final int VIDEO_BITS_PER_PIXEL_MILLI = 200;
  private static final Logger log = LoggerFactory.getLogger(DemoPublisher.class);

  private final Process process;
  private final Thread feed;
  private volatile String lastMessage = "";

  private DemoPublisher(Process process, Thread feed) {
    this.process = process;
    this.feed = feed;
  }

  /**
   * Starts to publish.
   *
   * @param framesPerSecond whole, so that every full second has a picture
   * @param url where to, such as {@code rtmp://localhost/live/demo}
   */
  public static DemoPublisher start(
      FfmpegProgram ffmpeg, PictureSize size, int framesPerSecond, String url) throws IOException {
    Process process = ffmpeg.builder(arguments(ffmpeg, size, framesPerSecond, url)).start();
    log.debug("ffmpeg pid {}", process.pid());
    Thread feed =
        new Thread(
            new DemoFeed(process.getOutputStream(), size, framesPerSecond), "headrace-demo-feed");
    DemoPublisher publisher = new DemoPublisher(process, feed);
    startDaemon(feed);
    startDaemon(new Thread(publisher::readMessages, "headrace-demo-messages"));
    return publisher;
  }

  /** Process id of the {@code ffmpeg} program. */
  public long pid() {
    return process.pid();
  }

  /** Completes with the program's exit status when it ends, for whatever reason. */
  public CompletableFuture<Integer> onExit() {
    return process.onExit().thenApply(Process::exitValue);
  }

  /** What the program said last; empty when it said nothing. */
  public String lastMessage() {
    return lastMessage;
  }

  /**
   * Ends the stream as a publisher does that stops: what was sent is finished, then unpublished.
   */
  @Override
  public void close() {
    feed.interrupt();
    try {
      feed.join(STOP_TIMEOUT_MS);
      if (!feed.isAlive()) {
        process.getOutputStream().close();
        process.waitFor(STOP_TIMEOUT_MS, TimeUnit.MILLISECONDS);
      }
    } catch (IOException e) {
      log.debug("ffmpeg was gone before it was stopped: {}", e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      process.destroyForcibly();
    }
  }

  static List<String> arguments(
      FfmpegProgram ffmpeg, PictureSize size, int framesPerSecond, String url) {
    long pixelsPerSecond = (long) size.widthPx() * size.heightPx() * framesPerSecond;
    long videoBitsPerSecond = pixelsPerSecond * VIDEO_BITS_PER_PIXEL_MILLI / 1_000;
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("-hide_banner", "-nostdin", "-loglevel", "error"));
    arguments.addAll(List.of("-fflags", "nobuffer", "-probesize", "32", "-analyzeduration", "0"));
    arguments.addAll(List.of("-f", "matroska", "-i", "pipe:0"));
    arguments.addAll(List.of("-map", "0:v", "-map", "0:a", "-fps_mode", "passthrough"));
    arguments.addAll(List.of("-ss", DemoFeed.START_US + "us"));
    arguments.addAll(
        List.of(
            "-vf",
            "setparams=range=tv:colorspace=bt709:color_primaries=bt709:color_trc=bt709",
            "-c:v",
            ffmpeg.encoder(),
            "-b:v",
            Long.toString(videoBitsPerSecond),
            "-bf",
            "0",
            "-threads",
            "1",
            // A key frame each second, on the flash.
            "-g",
            Integer.toString(framesPerSecond)));
    arguments.addAll(encoderArguments(ffmpeg.encoder(), videoBitsPerSecond));
    arguments.addAll(List.of("-c:a", "aac", "-b:a", "96k"));
    arguments.addAll(List.of("-f", "flv", "-flvflags", "no_duration_filesize"));
    arguments.addAll(List.of("-flush_packets", "1", url));
    return arguments;
  }

  private static List<String> encoderArguments(String encoder, long bitsPerSecond) {
    return switch (encoder) {
      case "libopenh264" ->
          List.of("-rc_mode", "bitrate", "-allow_skip_frames", "0", "-profile:v", "high");
      case "libx264" ->
          List.of(
              "-preset",
              "veryfast",
              "-tune",
              "zerolatency",
              "-sc_threshold",
              "0",
              "-maxrate",
              Long.toString(bitsPerSecond),
              "-bufsize",
              Long.toString(bitsPerSecond));
      case "h264_videotoolbox" -> List.of("-realtime", "1");
      default -> List.of();
    };
  }

  private void readMessages() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.isBlank()) {
          lastMessage = line.strip();
          log.debug("ffmpeg: {}", lastMessage);
        }
      }
    } catch (IOException e) {
      log.debug("no more messages of ffmpeg: {}", e.getMessage());
    }
  }

  private static void startDaemon(Thread thread) {
    thread.setDaemon(true);
    thread.start();
  }
}
