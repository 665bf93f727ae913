package io.headrace.server.http;

import io.headrace.media.hub.StreamPath;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** An HTTP server on a free port of loopback, with an origin that a test fills. */
final class HttpServerFixture implements AutoCloseable {
  private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(10);

  final FakeOrigin origin = new FakeOrigin();
  final HttpServer server;
  final InetSocketAddress address;
  private final EventLoopGroup boss = group(1);
  private final EventLoopGroup loops;

  HttpServerFixture(HttpConfig config) throws IOException {
    this(config, /* deliveryLoops= */ 2);
  }

  HttpServerFixture(HttpConfig config, int deliveryLoops) throws IOException {
    loops = group(deliveryLoops);
    server =
        new HttpServer(config, origin, new OneStream(), boss, loops, NioServerSocketChannel.class);
    address = server.start(new InetSocketAddress("127.0.0.1", 0));
  }

  RawHttpClient connect() throws IOException {
    return new RawHttpClient(address);
  }

  /** Waits for what happens on another thread; false when it does not within ten seconds. */
  static boolean eventually(BooleanSupplier condition) {
    long deadlineNs = System.nanoTime() + PATIENCE_NS;
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadlineNs > 0) {
        return false;
      }
      Thread.onSpinWait();
    }
    return true;
  }

  @Override
  public void close() {
    server.close(Duration.ofMillis(100));
    boss.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    origin.close();
  }

  private static EventLoopGroup group(int threads) {
    return new MultiThreadIoEventLoopGroup(threads, NioIoHandler.newFactory());
  }

  private static final class OneStream implements StreamDirectory {
    private static final StreamInfo CAT =
        new StreamInfo(
            "live/cat",
            "LIVE",
            "PLAYABLE",
            "g1",
            new StreamInfo.Video("avc1.640029", 640, 360, 30.0),
            null,
            List.of("audio: Speex cannot be carried by HLS"),
            1_700_000_000_000L);

    @Override
    public List<StreamInfo> streams() {
      return List.of(CAT);
    }

    @Override
    public int rtmpPort() {
      return 1935;
    }

    @Override
    public StreamInfo stream(StreamPath path, boolean wanted) {
      return path.value().equals(CAT.path())
          ? CAT
          : StreamInfo.absent(path.value(), wanted ? "STARTING" : "OFFLINE");
    }
  }
}
