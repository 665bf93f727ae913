package io.headrace.server.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.ChannelGroupFuture;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves HTTP/1.1 on delivery loops of its own. */
public final class HttpServer {
  private static final Logger log = LoggerFactory.getLogger(HttpServer.class);
  private static final int BACKLOG = 1_024;

  /** Requests are small; a small buffer also bounds how many one read can bring. */
  private static final int MIN_READ_BYTES = 512;

  private static final int MAX_READ_BYTES = 8_192;

  private final HttpConfig config;
  private final Origin origin;
  private final EventLoopGroup boss;
  private final EventLoopGroup deliveryGroup;
  private final Class<? extends ServerChannel> channelType;
  private final HttpCounters counters = new HttpCounters();
  private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private final StaticFiles files;
  private final Router router;
  private final int waitersPerLoop;
  private final Map<EventLoop, DeliveryLoop> loops = new ConcurrentHashMap<>();

  private @Nullable Channel listener;

  /**
   * @param boss accepts connections
   * @param deliveryGroup serves them; both are the caller's to shut down after {@link #close}
   * @throws IOException if the pages cannot be read from the class path
   */
  public HttpServer(
      HttpConfig config,
      Origin origin,
      StreamDirectory streams,
      EventLoopGroup boss,
      EventLoopGroup deliveryGroup,
      Class<? extends ServerChannel> channelType)
      throws IOException {
    this.config = config;
    this.origin = origin;
    this.boss = boss;
    this.deliveryGroup = deliveryGroup;
    this.channelType = channelType;
    this.files = new StaticFiles(new WebResources("web").readAll());
    this.router = new Router(new HlsDelivery(origin), new StreamsApi(streams), files);
    int loopCount = 0;
    for (EventExecutor ignored : deliveryGroup) {
      loopCount++;
    }
    this.waitersPerLoop = (config.maxWaitersPerStream() + loopCount - 1) / loopCount;
  }

  /**
   * Listens on {@code address}, port 0 for any free one.
   *
   * @return the bound address
   * @throws IOException with the reason why it cannot be listened on
   */
  public InetSocketAddress start(SocketAddress address) throws IOException {
    ChannelFuture bound =
        new ServerBootstrap()
            .group(boss, deliveryGroup)
            .channel(channelType)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.SO_KEEPALIVE, true)
            .childOption(
                ChannelOption.RECVBUF_ALLOCATOR,
                new AdaptiveRecvByteBufAllocator(MIN_READ_BYTES, MIN_READ_BYTES, MAX_READ_BYTES))
            .childHandler(
                new HttpServerInitializer(
                    config, router, counters, connections, this::deliveryLoop))
            .bind(address)
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new IOException(
          "cannot listen for HTTP on "
              + address
              + ": "
              + bound.cause().getMessage()
              + " (is the port in use? stop the other program or choose another address)",
          bound.cause());
    }
    listener = bound.channel();
    InetSocketAddress local = (InetSocketAddress) bound.channel().localAddress();
    log.info("HTTP listens on {}", NetUtil.toSocketAddressString(local));
    return local;
  }

  /** What is counted here. Thread: any. */
  public HttpCounters counters() {
    return counters;
  }

  /**
   * Accepts nothing more, closes connections as they fall idle, and after {@code patience} all
   * others. Waits for it. Thread: any but an event loop.
   */
  public void close(Duration patience) {
    if (listener != null) {
      listener.close().awaitUninterruptibly();
    }
    ChannelGroupFuture idle = connections.newCloseFuture();
    loops.values().forEach(DeliveryLoop::drain);
    if (!idle.awaitUninterruptibly(patience.toMillis())) {
      connections.close().awaitUninterruptibly(patience.toMillis());
    }
    files.close();
  }

  private DeliveryLoop deliveryLoop(EventLoop executor) {
    return loops.computeIfAbsent(
        executor,
        key -> new DeliveryLoop(key, new WaitingRoom(key, origin, waitersPerLoop, counters)));
  }
}
