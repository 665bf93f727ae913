package io.headrace.bench.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One publisher: connects, publishes, and replays its source in real time, each frame when it is
 * due by its timestamp. When the server does not read, it does not skip: it gives up once {@link
 * #MAX_UNSENT_BYTES} wait in this process.
 *
 * <p>Thread: its loop.
 */
final class RtmpPublisher {
  static final int CHUNK_BYTES = 4_096; // as OBS
  static final int MAX_UNSENT_BYTES = 8 << 20;
  static final int PUBLISH_TIMEOUT_MS = 10_000;

  private static final int MESSAGE_OVERHEAD_BYTES = 64;

  /** What the publishers of one run add up. Thread: any. */
  interface Tally {
    void onLive();

    void onFrameSent(int bytes, long latenessNs);

    void onError(String name, String message);
  }

  private final LoadTransport transport;
  private final EventLoop loop;
  private final FlvSource source;
  private final Tally tally;
  private final FrameClock clock;
  private final PublishTarget target;
  private final PublishSession session;

  private @Nullable Channel channel;
  private @Nullable Future<?> timer;
  private boolean over;
  private long startNs;
  private long round;
  private int nextTag;
  private long videoFrames;
  private long audioFrames;

  RtmpPublisher(
      LoadTransport transport,
      EventLoop loop,
      PublishTarget target,
      FlvSource source,
      Tally tally,
      FrameClock clock) {
    this.transport = transport;
    this.loop = loop;
    this.target = target;
    this.source = source;
    this.tally = tally;
    this.clock = clock;
    this.session = new PublishSession(target, CHUNK_BYTES, ByteBufAllocator.DEFAULT);
  }

  /** Thread: any. */
  void start() {
    transport
        .bootstrap(loop)
        .handler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel opened) {
                channel = opened;
                opened.pipeline().addLast(new Handler());
              }
            })
        .connect(target.address())
        .addListener(
            done -> {
              if (!done.isSuccess()) {
                fail("CONNECT", String.valueOf(done.cause().getMessage()));
              }
            });
    timer =
        loop.schedule(
            () -> fail("PUBLISH_TIMEOUT", "no Publish.Start: " + session.state()),
            PUBLISH_TIMEOUT_MS,
            TimeUnit.MILLISECONDS);
  }

  /** Unpublishes and closes. Thread: any; the result is done when the connection is closed. */
  Future<?> stop() {
    Promise<Void> closed = loop.newPromise();
    loop.execute(() -> end(closed));
    return closed;
  }

  private void end(Promise<Void> closed) {
    Channel open = channel;
    boolean live = !over && session.state() == PublishSession.State.LIVE;
    over = true;
    cancelTimer();
    session.close();
    if (open == null) {
      closed.setSuccess(null);
      return;
    }
    open.closeFuture().addListener(done -> closed.setSuccess(null));
    if (live) {
      ByteBuf out = open.alloc().buffer();
      session.stop(out);
      open.writeAndFlush(out).addListener(done -> open.close());
    } else {
      open.close();
    }
  }

  private void fail(String name, String message) {
    if (!over) {
      over = true;
      cancelTimer();
      tally.onError(name, message);
      if (channel != null) {
        channel.close();
      }
      session.close();
    }
  }

  private void cancelTimer() {
    if (timer != null) {
      timer.cancel(false);
    }
  }

  private void goLive(Channel open) {
    cancelTimer();
    tally.onLive();
    startNs = System.nanoTime();
    ByteBuf out = open.alloc().buffer();
    session.writePrelude(source, out);
    open.write(out);
    sendDue();
  }

  private void sendDue() {
    Channel open = channel;
    if (over || open == null) {
      return;
    }
    List<FlvSource.Tag> frames = source.frames();
    long nowNs = System.nanoTime();
    long dueNs = dueNs(frames.get(nextTag));
    while (dueNs <= nowNs) {
      send(open, frames.get(nextTag), nowNs, dueNs);
      if (++nextTag == frames.size()) {
        nextTag = 0;
        round++;
      }
      dueNs = dueNs(frames.get(nextTag));
    }
    open.flush();
    if (open.unsafe().outboundBuffer() == null
        || open.unsafe().outboundBuffer().totalPendingWriteBytes() > MAX_UNSENT_BYTES) {
      fail("SERVER_READS_TOO_SLOWLY", "over " + MAX_UNSENT_BYTES + " bytes wait to be sent");
      return;
    }
    timer = loop.schedule(this::sendDue, dueNs - System.nanoTime(), TimeUnit.NANOSECONDS);
  }

  private void send(Channel open, FlvSource.Tag tag, long nowNs, long dueNs) {
    ByteBuf out = open.alloc().directBuffer(tag.body().readableBytes() + MESSAGE_OVERHEAD_BYTES);
    session.writeMedia(tag.type(), timestampMs(tag), tag.body(), out);
    tally.onFrameSent(out.readableBytes(), nowNs - dueNs);
    clock.onFrame(tag, tag.isVideo() ? videoFrames++ : audioFrames++, System.nanoTime());
    open.write(out);
  }

  private long timestampMs(FlvSource.Tag tag) {
    return tag.timestampMs() + round * source.periodMs();
  }

  private long dueNs(FlvSource.Tag tag) {
    return startNs + TimeUnit.MILLISECONDS.toNanos(timestampMs(tag));
  }

  private final class Handler extends ChannelInboundHandlerAdapter {
    private @Nullable ByteBuf held;

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
      ByteBuf out = ctx.alloc().buffer();
      session.start(out);
      ctx.writeAndFlush(out);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ByteBuf in = (ByteBuf) message;
      if (over) {
        in.release();
        return;
      }
      ByteBuf cumulated = in;
      if (held != null) {
        cumulated = held.writeBytes(in);
        in.release();
        held = null;
      }
      boolean wasLive = session.state() == PublishSession.State.LIVE;
      ByteBuf out = ctx.alloc().buffer();
      session.read(cumulated, System.nanoTime(), out);
      ctx.writeAndFlush(out);
      if (cumulated.isReadable()) {
        held = ctx.alloc().buffer().writeBytes(cumulated);
      }
      cumulated.release();
      if (session.state() == PublishSession.State.FAILED) {
        fail("REFUSED", session.failure());
      } else if (!wasLive && session.state() == PublishSession.State.LIVE) {
        goLive(ctx.channel());
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      if (held != null) {
        held.release();
        held = null;
      }
      fail("CLOSED_BY_SERVER", "in state " + session.state());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      fail("IO", String.valueOf(cause.getMessage()));
    }
  }
}
