package io.headrace.rtmp.netty;

import io.headrace.media.access.Authoriser;
import io.headrace.media.buffer.MemoryBudget;
import io.headrace.media.hub.Hub;
import io.headrace.media.hub.HubConfig;
import io.headrace.media.hub.StreamPath;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A hub and an RTMP server on a free port of the loopback interface, on loops of its own. */
final class LocalServer implements AutoCloseable {
  final List<RecordingSink> sinks = new CopyOnWriteArrayList<>();
  final MultiThreadIoEventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  final MultiThreadIoEventLoopGroup delivery =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  final MemoryBudget budget = new MemoryBudget(64 << 20);

  /** What players have asked for; nothing of it can be brought. */
  final Set<StreamPath> demanded = ConcurrentHashMap.newKeySet();

  final Hub hub;
  final RtmpServer server;
  final InetSocketAddress address;

  LocalServer(RtmpConfig config) throws IOException {
    this(config, Authoriser.OPEN);
  }

  LocalServer(RtmpConfig config, Authoriser authoriser) throws IOException {
    HubConfig hubConfig = HubConfig.DEFAULT.withGrace(Duration.ZERO, Duration.ZERO);
    hub =
        new Hub(
            hubConfig,
            budget,
            stream -> {
              RecordingSink sink = new RecordingSink();
              sinks.add(sink);
              stream.attach(sink);
            });
    server =
        new RtmpServer(
            config,
            hub,
            budget,
            authoriser,
            path -> {
              demanded.add(path);
              return false;
            },
            new RtmpServer.Loops(loops, loops, delivery, NioServerSocketChannel.class));
    address = server.start(new InetSocketAddress("127.0.0.1", 0));
  }

  @Override
  public void close() {
    server.close().awaitUninterruptibly();
    hub.close();
    for (MultiThreadIoEventLoopGroup group : List.of(loops, delivery)) {
      group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
  }
}
