package io.headrace.bench.load;

import io.headrace.media.buffer.MemoryBudget;
import io.headrace.rtmp.netty.RtmpClient;
import io.headrace.rtmp.session.ClientConfig;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.util.concurrent.TimeUnit;

/** The loops of a load generator: epoll where there is one, else NIO. */
public final class LoadTransport implements AutoCloseable {
  private static final int CONNECT_TIMEOUT_MS = 5_000;

  /** For what is received in many chunks. */
  private static final long MEDIA_BYTES = 256L << 20;

  private final MultiThreadIoEventLoopGroup group;
  private final Class<? extends SocketChannel> channelType;
  private final RtmpClient rtmp;

  /**
   * @param threads number of loops
   */
  public LoadTransport(int threads) {
    boolean epoll = Epoll.isAvailable();
    group =
        new MultiThreadIoEventLoopGroup(
            threads, epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    channelType = epoll ? EpollSocketChannel.class : NioSocketChannel.class;
    rtmp = new RtmpClient(ClientConfig.DEFAULT, new MemoryBudget(MEDIA_BYTES), channelType);
  }

  /** Connects to RTMP servers, as OBS does. */
  RtmpClient rtmp() {
    return rtmp;
  }

  /** The loop for the next client. */
  public EventLoop nextLoop() {
    return (EventLoop) group.next();
  }

  /** A bootstrap whose channels live on {@code loop}; the handler is still to be set. */
  public Bootstrap bootstrap(EventLoop loop) {
    return new Bootstrap()
        .group(loop)
        .channel(channelType)
        .option(ChannelOption.TCP_NODELAY, true)
        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MS);
  }

  @Override
  public void close() {
    group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
