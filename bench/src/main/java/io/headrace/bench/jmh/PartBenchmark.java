package io.headrace.bench.jmh;

import io.headrace.hls.cache.SlabCache;
import io.headrace.hls.origin.HlsConfig;
import io.headrace.hls.segment.CarriedTracks;
import io.headrace.hls.segment.Packager;
import io.headrace.hls.segment.PackagingRules;
import io.headrace.media.buffer.MemoryBudget;
import io.headrace.media.frame.MediaFrame;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Packaging: audio and video frames of 2.5 Mbit/s are cut, and their parts written to the cache;
 * the window slides. One operation is one frame; making it is in the figures (about 2.5 µs of
 * random bytes, and the frame's 48 B).
 *
 * <p>Expected before measuring: 80 B per frame with 0.5 s parts: the frame, and 2 parts with some
 * views of the playlist, about 1 kB together, over the 38 frames of half a second; 130 B with 0.2 s
 * parts. 4 µs, of which packaging 1.5 µs (one copy of 4.1 kB and the sample tables).
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class PartBenchmark {
  private static final int BITS_PER_SECOND = 2_500_000;
  private static final int FRAMES = 4_096;
  private static final long BUDGET_BYTES = 1L << 30;

  @Param({"BALANCED", "ULTRA"})
  private HlsConfig.Preset preset = HlsConfig.Preset.BALANCED;

  private final FrameMaker frames = new FrameMaker(BITS_PER_SECOND);
  private @Nullable Packager packager;

  @Setup(Level.Trial)
  public void start() {
    packager = newPackager(preset.config());
    packager.onTracks(1, CarriedTracks.of(frames.tracks()));
  }

  static Packager newPackager(HlsConfig config) {
    MemoryBudget budget = new MemoryBudget(BUDGET_BYTES);
    return new Packager(
        new PackagingRules(
            config.segment(), config.part(), config.window(), config.maxCacheBytes() / 4),
        new SlabCache(budget, config.slabBytes(), config.maxCacheBytes()),
        budget);
  }

  @Benchmark
  @OperationsPerInvocation(FRAMES)
  public long frame() {
    Packager target = Objects.requireNonNull(packager);
    long seen = 0;
    for (int i = 0; i < FRAMES; i++) {
      package1(target, frames);
      if (target.takeChanged()) {
        seen += target.views(false).size();
      }
    }
    return seen;
  }

  /** One frame, and what follows it in time. */
  static void package1(Packager target, FrameMaker frames) {
    MediaFrame frame = frames.next();
    target.onFrame(frame, frames.timestampMs());
    frame.release();
    target.expire(TimeUnit.MILLISECONDS.toNanos(frames.timestampMs()));
  }

  @TearDown(Level.Trial)
  public void stop() {
    if (packager != null) {
      packager.release();
    }
    frames.close();
  }
}
