package io.headrace.bench.jmh;

import io.headrace.hls.origin.HlsConfig;
import io.headrace.hls.origin.HlsOrigins;
import io.headrace.media.buffer.MemoryBudget;
import io.headrace.media.hub.Hub;
import io.headrace.media.hub.HubConfig;
import io.headrace.media.hub.StreamObserver;
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
 * The whole way of a frame: {@value #FRAMES} distinct frames of 2.5 Mbit/s an iteration, video and
 * audio with time that goes on (through the extended timestamps), through chunk reader, session,
 * hub, one queue subscriber and, with {@code packager}, cut clock, parts, cache and playlists. One
 * operation is one frame, in a read of its own; making its bytes is in the time, about 3 µs.
 *
 * <p>Expected before measuring: 60 B per frame without the packager (the frame, and something for
 * batches); 140 B with it and 0.5 s parts, since two playlists of 2.5 kB are rendered to pooled
 * memory every 38 frames and their parts, views and snapshots make 3 kB. At most 200 B is allowed.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 1)
@Measurement(iterations = 3)
@Fork(1)
public class PathBenchmark {
  static final int FRAMES = 1_000_000;

  private static final int BITS_PER_SECOND = 2_500_000;
  private static final int CHUNK_BYTES = 4_096;
  private static final long BUDGET_BYTES = 1L << 30;

  /** What stands behind the hub beside the subscriber. */
  public enum Packaging {
    NONE,
    BALANCED,
    ULTRA
  }

  @Param private Packaging packager = Packaging.NONE;

  private final InlineLoop loop = new InlineLoop();
  private final CountingConsumer consumer = new CountingConsumer();
  private @Nullable IngestPath path;
  private long steps;

  @Setup(Level.Trial)
  public void publish() {
    MemoryBudget budget = new MemoryBudget(BUDGET_BYTES);
    Hub hub = new Hub(HubConfig.DEFAULT, budget, observer(budget));
    path = new IngestPath(hub, loop, BITS_PER_SECOND, CHUNK_BYTES);
    Objects.requireNonNull(hub.find(IngestPath.PATH)).subscribe(loop, consumer);
  }

  private StreamObserver observer(MemoryBudget budget) {
    if (packager == Packaging.NONE) {
      return stream -> {};
    }
    HlsConfig config = HlsConfig.Preset.valueOf(packager.name()).config();
    return new HlsOrigins(
        streamPath -> config, budget, () -> TimeUnit.NANOSECONDS.toMillis(loop.nowNs()));
  }

  @Benchmark
  @OperationsPerInvocation(FRAMES)
  public long frame() {
    IngestPath publisher = Objects.requireNonNull(path);
    for (int i = 0; i < FRAMES; i++) {
      publisher.step();
    }
    steps += FRAMES;
    return consumer.sum();
  }

  @TearDown(Level.Trial)
  public void check() {
    if (consumer.frames() != steps) {
      throw new IllegalStateException(consumer.frames() + " of " + steps + " frames arrived");
    }
    Objects.requireNonNull(path).close();
  }
}
