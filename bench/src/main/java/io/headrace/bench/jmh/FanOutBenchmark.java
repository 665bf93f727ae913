package io.headrace.bench.jmh;

import io.headrace.media.buffer.MemoryBudget;
import io.headrace.media.hub.Hub;
import io.headrace.media.hub.HubConfig;
import io.headrace.media.hub.Publication;
import io.headrace.media.hub.PublishOutcome;
import io.headrace.media.hub.Publisher;
import io.headrace.rtmp.relay.PlayConfig;
import io.headrace.rtmp.relay.PlayRelays;
import io.headrace.rtmp.relay.RelayStats;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayList;
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
 * A frame of 2.5 Mbit/s (4.1 kB on average) on its way through hub and relay to the players of one
 * loop, one batch each; the players have no sockets and let go at once, or after {@code backlog}
 * more frames. The frame is made anew each time: {@code players = 0} says what that and the hub
 * cost without a relay.
 *
 * <p>Expected before measuring: 1 µs and 300 B per frame for the relay whatever the players (the
 * queue, one copy of 4.1 kB, the batch and its index), then for each player 60 ns and 50 B (a
 * duplicate and its count) and with a backlog 100 ns, since the duplicates that are released are no
 * longer in the cache.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class FanOutBenchmark implements PublishOutcome {
  private static final int BITS_PER_SECOND = 2_500_000;
  private static final long BUDGET_BYTES = 1L << 30;

  @Param({"0", "1", "100", "400"})
  private int players;

  @Param({"0", "32"})
  private int backlog;

  private final InlineLoop loop = new InlineLoop();
  private final FrameMaker maker = new FrameMaker(BITS_PER_SECOND);
  private final RelayStats stats = new RelayStats();
  private final List<BenchPlayer> sinks = new ArrayList<>();
  private @Nullable Publication publication;
  private long frames;

  @Setup(Level.Trial)
  public void publish() {
    MemoryBudget budget = new MemoryBudget(BUDGET_BYTES);
    Hub hub = new Hub(HubConfig.DEFAULT, budget, stream -> {});
    hub.publish(IngestPath.PATH, new Publisher("rtmp", "127.0.0.1", "bench"), loop, this);
    loop.runUntil(0);
    granted().announce(maker.tracks());
    PlayRelays relays =
        new PlayRelays(loop, ByteBufAllocator.DEFAULT, budget, PlayConfig.DEFAULT, stats);
    for (int i = 0; i < players; i++) {
      BenchPlayer player = new BenchPlayer(backlog);
      sinks.add(player);
      relays.join(granted().stream(), player, PlayConfig.DEFAULT.options(false));
    }
    loop.runUntil(0);
  }

  @Benchmark
  public long frame() {
    Publication current = granted();
    current.write(maker.next());
    current.flush();
    loop.runUntil(TimeUnit.MILLISECONDS.toNanos(maker.timestampMs()));
    frames++;
    return frames;
  }

  @TearDown(Level.Trial)
  public void check() {
    long bytes = sinks.isEmpty() ? 0 : sinks.get(0).bytes();
    boolean equal = sinks.stream().allMatch(player -> player.bytes() == bytes);
    if (!equal || stats.lostFrames() + stats.droppedVideoFrames() > 0) {
      throw new IllegalStateException("players did not get all of " + frames + " frames");
    }
    granted().stream().kick();
    loop.runUntil(TimeUnit.MILLISECONDS.toNanos(maker.timestampMs()));
    sinks.forEach(BenchPlayer::close);
    maker.close();
  }

  @Override
  public void accepted(Publication granted) {
    publication = granted;
  }

  @Override
  public void refused(PublishRefusal reason, String message) {
    throw new IllegalStateException(message);
  }

  private Publication granted() {
    return Objects.requireNonNull(publication, "publication");
  }
}
