package io.headrace.rtmp.netty;

import io.headrace.media.access.Authoriser;
import io.headrace.media.buffer.MemoryBudget;
import io.headrace.media.hub.ExecutorLoop;
import io.headrace.media.hub.Hub;
import io.headrace.media.hub.StreamDemand;
import io.headrace.media.peer.ConnectionLimits;
import io.headrace.rtmp.netty.PeerLog.Kind;
import io.headrace.rtmp.relay.RelayStats;
import io.headrace.rtmp.session.AdobeLogin;
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
 * Listens for RTMP: gives what is published to the hub, and what is in the hub to players. Thread:
 * any. Connections begin on the ingest loops, which must outlive the streams that begin there;
 * players move to the delivery loops.
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

  /**
   * What the server runs on.
   *
   * @param boss accepts connections
   * @param ingest for publishers
   * @param delivery for players
   * @param channel the kind of listening socket
   */
  public record Loops(
      EventLoopGroup boss,
      EventLoopGroup ingest,
      EventLoopGroup delivery,
      Class<? extends ServerChannel> channel) {}

  private final RtmpConfig config;
  private final RtmpServices services;
  private final Loops loops;
  private final DeliveryLoops delivery;
  private final RelayStats relayStats = new RelayStats();
  private final ConnectionLimits limits;
  private final ChannelGroup channels =
      new DefaultChannelGroup("rtmp", GlobalEventExecutor.INSTANCE, true);

  /**
   * @param budget what frames draw on while they wait for others
   * @param authoriser who may publish and play
   * @param demand who can bring streams that nobody publishes
   */
  public RtmpServer(
      RtmpConfig config,
      Hub hub,
      MemoryBudget budget,
      Authoriser authoriser,
      StreamDemand demand,
      Loops loops) {
    this.config = config;
    this.loops = loops;
    this.services =
        new RtmpServices(
            config,
            hub,
            budget,
            authoriser,
            demand,
            new AdobeLogin(config.logins()),
            new PeerLog(log::warn));
    this.delivery = new DeliveryLoops(loops.delivery(), config.play(), budget, relayStats);
    this.limits =
        new ConnectionLimits(
            config.maxConnections(),
            config.maxConnectionsPerAddress(),
            config.maxConnectsPerSecond(),
            config.exemptNetworks());
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
            .group(loops.boss(), loops.ingest())
            .channel(loops.channel())
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

  /** What became of players. */
  public RelayStats relayStats() {
    return relayStats;
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
      ConnectionLimits.Breach breach = limits.tryAdd(address, System.nanoTime());
      if (breach != null) {
        services
            .log()
            .warn(
                Kind.REFUSED,
                new ExecutorLoop(channel.eventLoop()),
                "RTMP connection from " + address.getHostAddress() + " refused: " + limit(breach));
        channel.close();
        return;
      }
      channel.closeFuture().addListener(closed -> limits.remove(address));
      channels.add(channel);
      channel.pipeline().addLast(new RtmpServerHandler(services, delivery, channel));
    }

    private String limit(ConnectionLimits.Breach breach) {
      return switch (breach) {
        case IN_ALL -> "more than rtmp.max-connections = " + config.maxConnections();
        case OF_ADDRESS ->
            "more than rtmp.max-connections-per-address = " + config.maxConnectionsPerAddress();
        case TOO_OFTEN ->
            "more often than rtmp.max-connects-per-second = " + config.maxConnectsPerSecond();
      };
    }
  }
}
