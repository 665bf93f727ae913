package io.headrace.rtmp.netty;

import io.headrace.media.buffer.MemoryBudget;
import io.headrace.rtmp.session.ClientConfig;
import io.headrace.rtmp.session.RtmpClientSession.Role;
import io.headrace.rtmp.session.RtmpUrl;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;

/** Connects to other RTMP servers, to play or to publish there. Thread: any. */
public final class RtmpClient {
  /** What a player says is small: a server that leaves this much unread is to be left. */
  private static final WriteBufferWaterMark UNREAD = new WriteBufferWaterMark(64 << 10, 256 << 10);

  private final ClientConfig config;
  private final MemoryBudget budget;
  private final Class<? extends Channel> channelClass;

  /**
   * @param budget what is received draws on while it waits for more
   */
  public RtmpClient(
      ClientConfig config, MemoryBudget budget, Class<? extends Channel> channelClass) {
    this.config = config;
    this.budget = budget;
    this.channelClass = channelClass;
  }

  /**
   * Begins to connect.
   *
   * @param loop where the connection lives and {@code listener} is called
   */
  public RtmpConnection connect(
      EventLoop loop, Role role, RtmpUrl url, RtmpConnection.Listener listener) {
    RtmpConnection connection = new RtmpConnection(this, config, loop, role, url, listener);
    loop.execute(connection::open);
    return connection;
  }

  MemoryBudget budget() {
    return budget;
  }

  /** A bootstrap for one channel of {@code loop}. */
  Bootstrap bootstrap(EventLoop loop, ChannelHandler handler) {
    return new Bootstrap()
        .group(loop)
        .channel(channelClass)
        .resolver(BackgroundResolver.INSTANCE)
        .option(ChannelOption.TCP_NODELAY, true)
        .option(ChannelOption.WRITE_BUFFER_WATER_MARK, UNREAD)
        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) config.limits().tcp().toMillis())
        .handler(handler);
  }
}
