package io.headrace.server.pull;

import io.headrace.media.hub.ExecutorLoop;
import io.headrace.media.hub.Hub;
import io.headrace.media.hub.LiveStream;
import io.headrace.media.hub.StreamDemand;
import io.headrace.media.hub.StreamObserver;
import io.headrace.media.hub.StreamPath;
import io.headrace.rtmp.netty.RtmpClient;
import io.headrace.rtmp.netty.RtmpPull;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** All sources of this server by path. Thread: any. */
public final class PullSources implements StreamDemand, StreamObserver {
  private final PullConfig config;
  private final LongSupplier wallClockMs;
  private final Map<StreamPath, PullSource> sources = new ConcurrentHashMap<>();
  private final List<Started> started = new ArrayList<>();

  private record Started(PullSource source, EventLoop executor) {}

  /**
   * @param wallClockMs epoch milliseconds
   */
  public PullSources(PullConfig config, LongSupplier wallClockMs) {
    this.config = config;
    this.wallClockMs = wallClockMs;
  }

  /**
   * Begins; called once, before the first viewer can ask.
   *
   * @param loops where the sources live; they must outlive the streams
   */
  public void start(RtmpClient client, Hub hub, EventLoopGroup loops) {
    for (SourceConfig each : config.sources()) {
      EventLoop executor = loops.next();
      PullSource source =
          new PullSource(
              each,
              config,
              new ExecutorLoop(executor),
              listener -> {
                RtmpPull pull =
                    RtmpPull.start(client, hub, executor, each.path(), each.url(), listener);
                return pull::stop;
              },
              new SplittableRandom(),
              wallClockMs);
      sources.put(each.path(), source);
      started.add(new Started(source, executor));
      executor.execute(source::start);
    }
  }

  /** The source of {@code path}, or null. */
  @Nullable PullSource find(StreamPath path) {
    return sources.get(path);
  }

  Duration startTimeout() {
    return config.startTimeout();
  }

  @Override
  public boolean demand(StreamPath path) {
    PullSource source = sources.get(path);
    return source != null && source.demand();
  }

  /** To be told after those who can then be asked for the stream. */
  @Override
  public void onStreamCreated(LiveStream stream) {
    PullSource source = sources.get(stream.path());
    if (source != null) {
      source.onStreamCreated(stream);
    }
  }

  /** How the sources are, ordered by path. */
  public List<SourceStatus> status() {
    return sources.values().stream()
        .map(PullSource::status)
        .sorted(Comparator.comparing(SourceStatus::path))
        .toList();
  }

  /** Stops all of them; blocks until they have, at most for {@code patience}. */
  public void close(Duration patience) {
    List<Future<?>> closed = new ArrayList<>();
    started.forEach(each -> closed.add(each.executor().submit(each.source()::close)));
    closed.forEach(future -> future.awaitUninterruptibly(patience.toMillis()));
  }
}
