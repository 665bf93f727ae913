package io.headrace.cli;

import io.headrace.cli.demo.DemoPublisher;
import io.headrace.cli.demo.FfmpegArchive;
import io.headrace.cli.demo.FfmpegProgram;
import io.headrace.cli.demo.PictureSize;
import io.headrace.media.hub.LiveStream;
import io.headrace.media.hub.StreamPath;
import io.headrace.media.hub.StreamState;
import io.headrace.server.HeadraceServer;
import io.headrace.server.StartException;
import io.headrace.server.config.ConfigException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Starts a server and publishes a test picture to it, or only publishes. */
@Command(
    name = "demo",
    description =
        "Starts a server and publishes a test picture to it: a clock, a beep and flash each second.",
    mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
  private static final StreamPath PATH = new StreamPath("live/demo");
  private static final int MIN_RATE = 5;
  private static final int MAX_RATE = 60;
  private static final int RETURN_AFTER_S = 2;

  @Spec private CommandSpec spec;
  @Mixin private ServerOptions options = new ServerOptions();

  @Option(
      names = "--size",
      paramLabel = "WIDTHxHEIGHT",
      defaultValue = "640x360",
      converter = SizeConverter.class,
      description = "Size of the picture, ${DEFAULT-VALUE} by default.")
  private PictureSize size;

  @Option(
      names = "--rate",
      paramLabel = "FPS",
      defaultValue = "30",
      description = "Pictures per second, ${DEFAULT-VALUE} by default.")
  private int framesPerSecond;

  @Option(
      names = "--publish-to",
      paramLabel = "URL",
      description =
          "Publishes to this RTMP address, such as rtmp://host/live/name, and starts no"
              + " server.")
  private @Nullable String publishTo;

  private volatile @Nullable DemoPublisher publisher;
  private volatile boolean stopping;

  @Override
  public Integer call() throws ConfigException, StartException, InterruptedException {
    if (framesPerSecond < MIN_RATE || framesPerSecond > MAX_RATE) {
      throw new ParameterException(
          spec.commandLine(),
          "--rate: %d (expected: %d to %d)".formatted(framesPerSecond, MIN_RATE, MAX_RATE));
    }
    try {
      FfmpegProgram ffmpeg = FfmpegArchive.program();
      return publishTo == null ? serve(ffmpeg) : publish(ffmpeg, publishTo);
    } catch (IOException e) {
      report(e.getMessage());
      return ExitCode.SOFTWARE;
    }
  }

  private int publish(FfmpegProgram ffmpeg, String url) throws IOException {
    stopAtExit(null);
    DemoPublisher started = start(ffmpeg, url);
    PrintWriter out = spec.commandLine().getOut();
    out.println("Publishing to " + url + "; Ctrl-C stops it.");
    out.flush();
    reportEnd(started);
    return ExitCode.SOFTWARE;
  }

  private int serve(FfmpegProgram ffmpeg)
      throws ConfigException, StartException, IOException, InterruptedException {
    HeadraceServer server = HeadraceServer.start(options.config());
    stopAtExit(server);
    ServerUrls urls = ServerUrls.of(server);
    print(urls);
    String url = urls.publish() + "/demo";
    while (!stopping) {
      if (!isTaken(server)) {
        reportEnd(start(ffmpeg, url));
      }
      // Someone else may have taken the name over: then this one waits until it is free again.
      TimeUnit.SECONDS.sleep(RETURN_AFTER_S);
    }
    server.awaitClosed();
    return ExitCode.OK;
  }

  private void print(ServerUrls urls) {
    PrintWriter out = spec.commandLine().getOut();
    String page = urls.pages() + PATH.value() + "/";
    out.println();
    out.println("  Headrace demo, " + size + " at " + framesPerSecond + " fps; Ctrl-C stops it.");
    out.println();
    out.println("  Player      " + page);
    out.println("  Playlist    " + page + "index.m3u8");
    out.println();
    out.println("  To publish with OBS: Settings, Stream, Service \"Custom...\"");
    out.println("  Server      " + urls.publish());
    out.println("  Stream key  obs   (any name: it plays at " + urls.pages() + "live/obs/)");
    out.println();
    out.flush();
  }

  private DemoPublisher start(FfmpegProgram ffmpeg, String url) throws IOException {
    DemoPublisher started = DemoPublisher.start(ffmpeg, size, framesPerSecond, url);
    publisher = started;
    if (stopping) {
      started.close();
    }
    return started;
  }

  /** Waits for the publisher's end and says why it ended, unless it was asked to. */
  private void reportEnd(DemoPublisher started) {
    int status = started.onExit().join();
    if (!stopping) {
      String why = started.lastMessage();
      report(
          "the demo's publisher ended with status " + status + (why.isEmpty() ? "" : ": " + why));
    }
  }

  private void report(@Nullable String message) {
    PrintWriter err = spec.commandLine().getErr();
    err.println("headrace: " + message);
    err.flush();
  }

  /** The publisher goes first, so that viewers get a proper end. */
  private void stopAtExit(@Nullable HeadraceServer server) {
    Runnable stop =
        () -> {
          stopping = true;
          DemoPublisher started = publisher;
          if (started != null) {
            started.close();
          }
          if (server != null) {
            server.close();
          }
        };
    Runtime.getRuntime().addShutdownHook(new Thread(stop, "shutdown"));
  }

  private static boolean isTaken(HeadraceServer server) {
    LiveStream stream = server.hub().find(PATH);
    return stream != null
        && (stream.state() == StreamState.IDLE || stream.state() == StreamState.LIVE);
  }

  private static final class SizeConverter implements ITypeConverter<PictureSize> {
    @Override
    public PictureSize convert(String text) {
      try {
        return PictureSize.parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }
}
