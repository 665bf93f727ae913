package io.headrace.server.http;

import io.headrace.media.peer.ConnectionLimits;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.channel.group.ChannelGroup;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import java.net.InetSocketAddress;
import java.util.function.Function;

/** Admits a connection within the limits and sets up its pipeline. Thread: its delivery loop. */
final class HttpServerInitializer extends ChannelInitializer<Channel> {
  private static final int INITIAL_HEADER_BYTES = 512;

  private final HttpConfig config;
  private final Router router;
  private final ConnectionLimits limits;
  private final HttpCounters counters;
  private final ChannelGroup connections;
  private final Function<EventLoop, DeliveryLoop> loops;

  HttpServerInitializer(
      HttpConfig config,
      Router router,
      HttpCounters counters,
      ChannelGroup connections,
      Function<EventLoop, DeliveryLoop> loops) {
    this.config = config;
    this.router = router;
    this.counters = counters;
    this.connections = connections;
    this.loops = loops;
    this.limits =
        new ConnectionLimits(
            config.maxConnections(),
            config.maxConnectionsPerAddress(),
            ConnectionLimits.ANY_RATE,
            config.exemptNetworks());
  }

  @Override
  protected void initChannel(Channel channel) {
    if (!(channel.remoteAddress() instanceof InetSocketAddress peer)) {
      // Gone before it was set up.
      channel.close();
      return;
    }
    ConnectionLimits.Breach breach = limits.tryAdd(peer.getAddress(), System.nanoTime());
    if (breach != null) {
      counters.countBreach(limit(breach));
      channel.close();
      return;
    }
    connections.add(channel);
    channel.closeFuture().addListener(closed -> limits.remove(peer.getAddress()));
    ChannelPipeline pipeline = channel.pipeline();
    pipeline.addLast(
        new HttpServerCodec(
            new HttpDecoderConfig()
                .setMaxInitialLineLength(config.maxRequestLineBytes())
                .setMaxHeaderSize(config.maxHeaderBytes())
                .setInitialBufferSize(INITIAL_HEADER_BYTES)));
    pipeline.addLast(
        new HttpServerHandler(loops.apply(channel.eventLoop()), router, config, counters));
  }

  private static HttpLimit limit(ConnectionLimits.Breach breach) {
    return switch (breach) {
      case IN_ALL -> HttpLimit.CONNECTIONS;
      case OF_ADDRESS, TOO_OFTEN -> HttpLimit.CONNECTIONS_PER_ADDRESS;
    };
  }
}
