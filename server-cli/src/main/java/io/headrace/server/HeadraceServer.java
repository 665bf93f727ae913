package io.headrace.server;

import io.headrace.hls.origin.HlsOrigins;
import io.headrace.media.access.Authoriser;
import io.headrace.media.buffer.MemoryBudget;
import io.headrace.media.hub.Hub;
import io.headrace.rtmp.netty.RtmpClient;
import io.headrace.rtmp.netty.RtmpServer;
import io.headrace.server.config.ListenAddress;
import io.headrace.server.config.ServerConfig;
import io.headrace.server.http.HttpCounters;
import io.headrace.server.http.HttpServer;
import io.headrace.server.pull.PullSources;
import io.headrace.server.pull.PulledOrigin;
import io.headrace.server.pull.SourceStatus;
import io.netty.channel.EventLoopGroup;
import io.netty.util.NettyRuntime;
import io.netty.util.concurrent.Future;
import io.netty.util.internal.PlatformDependent;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running server: RTMP in, HLS out.
 *
 * <p>Thread: any but its own loops; starting and closing block.
 */
public final class HeadraceServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(HeadraceServer.class);

  /** How long viewers have to take the end of their streams, and publishers to be told. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /** Media's share of the direct memory that the JVM grants, when not configured, in percent. */
  private static final int MEDIA_PERCENT = 75;

  private final MemoryBudget budget;
  private final EventLoopGroup boss;
  private final EventLoopGroup ingest;
  private final EventLoopGroup delivery;
  private final HlsOrigins origins;
  private final Hub hub;
  private final PullSources sources;
  private final RtmpServer rtmp;
  private final HttpServer http;
  private final InetSocketAddress rtmpAddress;
  private final InetSocketAddress httpAddress;
  private final AtomicBoolean closing = new AtomicBoolean();
  private final CountDownLatch closed = new CountDownLatch(1);

  private HeadraceServer(ServerConfig config) throws IOException {
    budget = new MemoryBudget(mediaBytes(config));
    Transport transport = Transport.best();
    int processors = NettyRuntime.availableProcessors();
    boss = transport.group("boss", 1);
    ingest =
        transport.group(
            "ingest",
            config.ingestThreads() != null ? config.ingestThreads() : Math.max(1, processors / 2));
    delivery =
        transport.group(
            "delivery", config.deliveryThreads() != null ? config.deliveryThreads() : processors);
    try {
      origins = new HlsOrigins(path -> config.hls(), budget, System::currentTimeMillis);
      StreamBirths births = new StreamBirths(System::currentTimeMillis);
      sources = new PullSources(config.pull(), System::currentTimeMillis);
      hub =
          new Hub(
              config.hub(),
              budget,
              stream -> {
                births.onStreamCreated(stream);
                origins.onStreamCreated(stream);
                sources.onStreamCreated(stream);
              });
      rtmp =
          new RtmpServer(
              config.rtmp(),
              hub,
              budget,
              Authoriser.OPEN,
              sources,
              new RtmpServer.Loops(boss, ingest, delivery, transport.serverChannel()));
      http =
          new HttpServer(
              config.http(),
              new PulledOrigin(sources, origins::resolve)::resolve,
              new LiveStreams(
                  hub,
                  births,
                  origins::status,
                  origins::generation,
                  origins::leftOut,
                  sources,
                  config.rtmpListen().port()),
              boss,
              delivery,
              transport.serverChannel());
    } catch (IOException | RuntimeException e) {
      stopLoops();
      throw e;
    }
    try {
      RtmpClient client = new RtmpClient(config.pull().client(), budget, transport.socketChannel());
      sources.start(client, hub, ingest);
      httpAddress = http.start(resolved("http.listen", config.httpListen()));
      rtmpAddress = rtmp.start(resolved("rtmp.listen", config.rtmpListen()));
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
    log.debug("{} ingest and delivery, media {} MiB", transport, mediaBytes(config) >> 20);
  }

  /**
   * Starts a server and returns when both ports are open.
   *
   * @throws StartException with one line for people, such as for a port that is in use
   */
  public static HeadraceServer start(ServerConfig config) throws StartException {
    try {
      return new HeadraceServer(config);
    } catch (IOException e) {
      throw new StartException(String.valueOf(e.getMessage()), e);
    }
  }

  /** Where RTMP is listened for, with the port really bound. */
  public InetSocketAddress rtmpAddress() {
    return rtmpAddress;
  }

  /** Where HTTP is listened for, with the port really bound. */
  public InetSocketAddress httpAddress() {
    return httpAddress;
  }

  public Hub hub() {
    return hub;
  }

  /** How the sources are that this server fetches from others. */
  public List<SourceStatus> sources() {
    return sources.status();
  }

  /** RTMP connections open now. */
  public int rtmpConnections() {
    return rtmp.connections();
  }

  /** Direct memory that media holds, in bytes. */
  public long mediaBytes() {
    return budget.usedBytes();
  }

  public HttpCounters httpCounters() {
    return http.counters();
  }

  /** Waits until {@link #close} is done. */
  public void awaitClosed() throws InterruptedException {
    closed.await();
  }

  /**
   * Ends in the direction of the data, so that viewers get the end of their playlists: sources and
   * publishers, streams, viewers, loops. Takes a few seconds at most.
   */
  @Override
  public void close() {
    if (!closing.compareAndSet(false, true)) {
      return;
    }
    sources.close(PATIENCE);
    rtmp.close().awaitUninterruptibly(PATIENCE.toMillis());
    hub.close();
    http.close(PATIENCE);
    origins.close();
    stopLoops();
    closed.countDown();
  }

  private void stopLoops() {
    List<Future<?>> stopped = new ArrayList<>();
    for (EventLoopGroup group : List.of(boss, ingest, delivery)) {
      stopped.add(group.shutdownGracefully(0, PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
    }
    stopped.forEach(future -> future.awaitUninterruptibly(PATIENCE.toMillis()));
  }

  private static long mediaBytes(ServerConfig config) {
    return config.mediaBytes() != null
        ? config.mediaBytes()
        : PlatformDependent.estimateMaxDirectMemory() / 100 * MEDIA_PERCENT;
  }

  private static SocketAddress resolved(String key, ListenAddress address) throws IOException {
    InetSocketAddress resolved = address.toSocketAddress();
    if (resolved.isUnresolved()) {
      throw new IOException(key + ": this machine knows no host '" + address.host() + "'");
    }
    return resolved;
  }
}
