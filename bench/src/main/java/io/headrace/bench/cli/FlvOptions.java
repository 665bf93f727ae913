package io.headrace.bench.cli;

import io.headrace.bench.load.FlvSource;
import io.headrace.bench.load.SyntheticFlv;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What publishers replay. */
final class FlvOptions {
  static final int DEFAULT_BITS_PER_SECOND = 2_500_000;
  static final int DEFAULT_SECONDS = 16;
  static final long SEED = 1;

  @Option(
      names = "--flv",
      paramLabel = "FILE",
      description = "FLV to replay; without it a synthetic one of --bitrate is made in memory.")
  private @Nullable Path file;

  @Option(
      names = "--bitrate",
      paramLabel = "BITS",
      defaultValue = "" + DEFAULT_BITS_PER_SECOND,
      description = "Bits per second of the synthetic FLV (default: ${DEFAULT-VALUE}).")
  private int bitsPerSecond;

  FlvSource source() throws IOException {
    return file != null ? FlvSource.load(file) : synthetic(bitsPerSecond);
  }

  static FlvSource synthetic(int bitsPerSecond) {
    return FlvSource.of(
        SyntheticFlv.write(bitsPerSecond, DEFAULT_SECONDS, SEED, ByteBufAllocator.DEFAULT));
  }
}
