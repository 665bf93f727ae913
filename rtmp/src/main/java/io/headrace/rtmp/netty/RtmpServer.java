package io.headrace.rtmp.netty;

import io.headrace.media.hub.Hub;
import io.headrace.media.peer.ConnectionLimits;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens for RTMP publishers and gives what they publish to the hub. Thread: any; connections live
 * on the worker loops, which must outlive the streams that begin there.
 */
public final class RtmpServer {
  private static final Logger log = LoggerFactory.getLogger(RtmpServer.class);
  private static final int BACKLOG = 1_024;
  private static final int MIN_READ_BYTES = 4 << 10;
  private static final int FIRST_READ_BYTES = 16 << 10;
  private static final int MAX_READ_BYTES = 64 << 10;

  /** Answers are small: a peer that leaves this much unread is to be closed. */
  private static final WriteBufferWaterMark UNREAD_ANSWERS =
      new WriteBufferWaterMark(64 << 10, 256 << 10);

  private final RtmpConfig config;
  private final Hub hub;
  private final EventLoopGroup boss;
  private final EventLoopGroup workers;
  private final Class<? extends ServerChannel> channelClass;
  private final ConnectionLimits limits;
  private final ChannelGroup channels =
      new DefaultChannelGroup("rtmp", GlobalEventExecutor.INSTANCE, true);

  public RtmpServer(
      RtmpConfig config,
      Hub hub,
      EventLoopGroup boss,
      EventLoopGroup workers,
      Class<? extends ServerChannel> channelClass) {
    this.config = config;
    this.hub = hub;
    this.boss = boss;
    this.workers = workers;
    this.channelClass = channelClass;
    this.limits =
        new ConnectionLimits(
            config.maxConnections(), config.maxConnectionsPerAddress(), config.exemptNetworks());
  }

  /**
   * Listens on {@code address}; may be called for several. Blocks until it is bound.
   *
   * @return the address with the port really bound
   * @throws BindException with one line for the operator
   */
  public InetSocketAddress start(SocketAddress address) throws IOException {
    ChannelFuture bound =
        new ServerBootstrap()
            .group(boss, workers)
            .channel(channelClass)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, UNREAD_ANSWERS)
            .childOption(
                ChannelOption.RECVBUF_ALLOCATOR,
                new AdaptiveRecvByteBufAllocator(MIN_READ_BYTES, FIRST_READ_BYTES, MAX_READ_BYTES))
            .childHandler(new Connections())
            .bind(address)
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      Throwable cause = bound.cause();
      BindException failure =
          new BindException(
              "cannot listen for RTMP on "
                  + address
                  + ": "
                  + cause.getMessage()
                  + " (is the port in use? stop the other program or choose another address)");
      failure.initCause(cause);
      throw failure;
    }
    channels.add(bound.channel());
    InetSocketAddress local = (InetSocketAddress) bound.channel().localAddress();
    log.info("RTMP listens on {}", NetUtil.toSocketAddressString(local));
    return local;
  }

  /** Connections open now. */
  public int connections() {
    return limits.connections();
  }

  /** Stops listening and closes every connection. The loops go on. */
  public Future<Void> close() {
    return channels.close();
  }

  private final class Connections extends ChannelInitializer<Channel> {
    @Override
    protected void initChannel(Channel channel) {
      if (!(channel.remoteAddress() instanceof InetSocketAddress peer)) {
        // Gone before it was set up.
        channel.close();
        return;
      }
      InetAddress address = peer.getAddress();
      ConnectionLimits.Breach breach = limits.tryAdd(address);
      if (breach != null) {
        log.warn("RTMP connection from {} refused: {}", address.getHostAddress(), limit(breach));
        channel.close();
        return;
      }
      channel.closeFuture().addListener(closed -> limits.remove(address));
      channels.add(channel);
      channel.pipeline().addLast(new RtmpServerHandler(config, hub, channel));
    }

    private String limit(ConnectionLimits.Breach breach) {
      return switch (breach) {
        case IN_ALL -> "more than rtmp.max-connections = " + config.maxConnections();
        case OF_ADDRESS ->
            "more than rtmp.max-connections-per-address = " + config.maxConnectionsPerAddress();
      };
    }
  }
}
