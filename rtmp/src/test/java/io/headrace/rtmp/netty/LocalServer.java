package io.headrace.rtmp.netty;

import io.headrace.media.buffer.MemoryBudget;
import io.headrace.media.hub.Hub;
import io.headrace.media.hub.HubConfig;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A hub and an RTMP server on a free port of the loopback interface, on loops of its own. */
final class LocalServer implements AutoCloseable {
  final List<RecordingSink> sinks = new CopyOnWriteArrayList<>();
  final MultiThreadIoEventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  final Hub hub;
  final RtmpServer server;
  final InetSocketAddress address;

  LocalServer(RtmpConfig config) throws IOException {
    HubConfig hubConfig = HubConfig.DEFAULT.withGrace(Duration.ZERO, Duration.ZERO);
    hub =
        new Hub(
            hubConfig,
            new MemoryBudget(64 << 20),
            stream -> {
              RecordingSink sink = new RecordingSink();
              sinks.add(sink);
              stream.attach(sink);
            });
    server = new RtmpServer(config, hub, loops, loops, NioServerSocketChannel.class);
    address = server.start(new InetSocketAddress("127.0.0.1", 0));
  }

  @Override
  public void close() {
    server.close().awaitUninterruptibly();
    hub.close();
    loops.shutdownGracefully(0, 1, java.util.concurrent.TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
