package io.headrace.bench.cli;

import io.headrace.bench.load.SyntheticFlv;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prepares what publishers replay. */
@Command(
    name = "make-flv",
    description = "Writes an FLV for publishers to replay, synthetic or encoded by ffmpeg.",
    mixinStandardHelpOptions = true)
final class MakeFlvCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "Where to.")
  private Path file;

  @Option(
      names = "--ffmpeg",
      description = "Encode a test picture and a tone with the installed ffmpeg (needs libx264).")
  private boolean ffmpeg;

  @Option(
      names = "--bitrate",
      paramLabel = "BITS",
      defaultValue = "" + FlvOptions.DEFAULT_BITS_PER_SECOND,
      description = "Bits per second (${DEFAULT-VALUE}).")
  private int bitsPerSecond;

  @Option(
      names = "--seconds",
      defaultValue = "" + FlvOptions.DEFAULT_SECONDS,
      description = "Length (${DEFAULT-VALUE}).")
  private int seconds;

  @Override
  public Integer call() throws IOException, InterruptedException {
    return ffmpeg ? encode() : synthesize();
  }

  private int synthesize() throws IOException {
    ByteBuf flv =
        SyntheticFlv.write(bitsPerSecond, seconds, FlvOptions.SEED, ByteBufAllocator.DEFAULT);
    try (FileChannel out =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      while (flv.isReadable()) {
        flv.readBytes(out, flv.readableBytes());
      }
      return 0;
    } finally {
      flv.release();
    }
  }

  private int encode() throws IOException, InterruptedException {
    int videoBits = bitsPerSecond - 128_000;
    List<String> command =
        List.of(
            ("ffmpeg -hide_banner -loglevel error -y"
                    + " -f lavfi -i testsrc2=size=1280x720:rate=30"
                    + " -f lavfi -i sine=frequency=440:sample_rate=48000"
                    + " -t "
                    + seconds
                    + " -c:v libx264 -preset veryfast -tune zerolatency -profile:v main"
                    + " -pix_fmt yuv420p -g 30 -keyint_min 30 -sc_threshold 0"
                    + (" -b:v " + videoBits + " -minrate " + videoBits + " -maxrate " + videoBits)
                    + (" -bufsize " + videoBits + " -nal-hrd cbr")
                    + " -c:a aac -b:a 128k -ac 2 -f flv "
                    + file)
                .split(" "));
    return new ProcessBuilder(command).inheritIO().start().waitFor();
  }
}
