package io.headrace.bench.jmh;

import io.headrace.hls.cut.Promises;
import io.headrace.hls.origin.HlsConfig;
import io.headrace.hls.playlist.MediaPlaylistWriter;
import io.headrace.hls.segment.CarriedTracks;
import io.headrace.hls.segment.Packager;
import io.headrace.hls.segment.RenditionView;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Rendering the full media playlist of video with a full window: 8 segments, the parts of the last
 * three target durations, about 2.5 kB of text with 0.5 s parts and 5 kB with 0.2 s parts.
 *
 * <p>Expected before measuring: 0 B, as the text is built in a buffer that is kept and copied into
 * a pooled one; 4 µs and 8 µs.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class PlaylistBenchmark {
  private static final int BITS_PER_SECOND = 1_000_000;
  private static final long MEDIA_MS = 41_900;

  @Param({"BALANCED", "ULTRA"})
  private HlsConfig.Preset preset = HlsConfig.Preset.BALANCED;

  private final FrameMaker frames = new FrameMaker(BITS_PER_SECOND);
  private final MediaPlaylistWriter writer = new MediaPlaylistWriter();
  private @Nullable Packager packager;
  private @Nullable RenditionView video;
  private @Nullable Promises promises;
  private List<RenditionView> renditions = List.of();

  @Setup(Level.Trial)
  public void fillTheWindow() {
    Packager filled = PartBenchmark.newPackager(preset.config());
    filled.onTracks(1, CarriedTracks.of(frames.tracks()));
    while (frames.timestampMs() < MEDIA_MS) {
      PartBenchmark.package1(filled, frames);
    }
    List<RenditionView> views = filled.views(false);
    packager = filled;
    video = views.get(0);
    renditions = views;
    promises = filled.promises();
  }

  @Benchmark
  public int playlist() {
    ByteBuf text =
        writer.write(
            Objects.requireNonNull(video),
            renditions,
            Objects.requireNonNull(promises),
            ByteBufAllocator.DEFAULT);
    int bytes = text.readableBytes();
    text.release();
    return bytes;
  }

  @TearDown(Level.Trial)
  public void release() {
    Objects.requireNonNull(packager).release();
    frames.close();
  }
}
