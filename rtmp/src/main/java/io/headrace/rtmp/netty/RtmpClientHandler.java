package io.headrace.rtmp.netty;

import io.headrace.media.buffer.MemoryBudget;
import io.headrace.media.hub.ExecutorLoop;
import io.headrace.media.hub.Loop;
import io.headrace.rtmp.session.ClientConfig;
import io.headrace.rtmp.session.ClientFailure;
import io.headrace.rtmp.session.ClientOutput;
import io.headrace.rtmp.session.IngestSink;
import io.headrace.rtmp.session.MediaStats;
import io.headrace.rtmp.session.RtmpClientSession;
import io.headrace.rtmp.session.RtmpClientSession.Role;
import io.headrace.rtmp.session.RtmpClientSession.State;
import io.headrace.rtmp.session.RtmpUrl;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One socket of a {@link RtmpConnection} and its session. Once it is left, by us or by the server,
 * nothing of it reaches anybody any more. Thread: the channel's event loop.
 */
final class RtmpClientHandler extends ChannelInboundHandlerAdapter implements ClientOutput {
  private static final Logger log = LoggerFactory.getLogger(RtmpClientHandler.class);

  /** How long a server has to read our last words before the socket is closed. */
  private static final long LINGER_NS = Duration.ofMillis(500).toNanos();

  private static final int FIRST_BYTES = 512;
  private static final int MESSAGE_OVERHEAD_BYTES = 64;

  private final RtmpConnection connection;
  private final ClientConfig config;
  private final MemoryBudget budget;
  private final Loop loop;
  private final Role role;
  private final RtmpUrl url;

  private @Nullable Channel channel;
  private @Nullable RtmpClientSession session;
  private @Nullable ByteBuf words;
  private boolean left;
  private Loop.@Nullable Timer timer;
  private long armedNs;

  RtmpClientHandler(
      RtmpConnection connection,
      ClientConfig config,
      MemoryBudget budget,
      EventLoop executor,
      Role role,
      RtmpUrl url) {
    this.connection = connection;
    this.config = config;
    this.budget = budget;
    this.loop = new ExecutorLoop(executor);
    this.role = role;
    this.url = url;
  }

  /** Opens the socket; looking the name up counts for the deadline. */
  void connect(Bootstrap bootstrap) {
    ChannelFuture connecting = bootstrap.connect(url.host(), url.port());
    channel = connecting.channel();
    arm(loop.nowNs() + config.limits().tcp().toNanos());
    connecting.addListener(
        done -> {
          if (!done.isSuccess()) {
            onEnd(ClientFailure.UNREACHABLE, reason(done.cause()));
          }
        });
  }

  Channel channel() {
    return Objects.requireNonNull(channel, "not connecting yet");
  }

  MediaStats mediaStats() {
    RtmpClientSession current = session;
    return current == null ? MediaStats.NONE : current.mediaStats();
  }

  void acceptMedia(IngestSink sink, long originMs) {
    RtmpClientSession current = session;
    if (current != null) {
      current.acceptMedia(sink, originMs, this);
    }
  }

  int writeMedia(int type, long timestampMs, ByteBuf body) {
    RtmpClientSession current = session;
    if (current == null || current.state() != State.STREAMING) {
      return 0;
    }
    ByteBuf out = channel().alloc().directBuffer(body.readableBytes() + MESSAGE_OVERHEAD_BYTES);
    current.writeMedia(type, timestampMs, body, out);
    int bytes = out.readableBytes();
    channel().write(out, channel().voidPromise());
    return bytes;
  }

  void writeMetadata(ByteBuf script) {
    RtmpClientSession current = session;
    if (current != null && current.state() == State.STREAMING) {
      ByteBuf out = channel().alloc().directBuffer();
      current.writeMetadata(script, out);
      channel().write(out, channel().voidPromise());
    }
  }

  /** Says that it stops, and leaves. */
  void stop() {
    RtmpClientSession current = session;
    if (current != null && !left) {
      current.stop(this);
    }
    leave();
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    if (left) {
      context.close();
      return;
    }
    RtmpClientSession begun =
        new RtmpClientSession(
            role, url, config, context.alloc(), budget, ThreadLocalRandom.current(), loop.nowNs());
    session = begun;
    begun.start(this);
    send();
    arm(begun.nextDeadlineNs());
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf in = (ByteBuf) message;
    try {
      RtmpClientSession current = session;
      if (current != null && !left) {
        current.receive(in, loop.nowNs(), this);
      }
    } finally {
      in.release();
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    RtmpClientSession current = session;
    if (left || current == null) {
      return;
    }
    connection.listener().onReadComplete();
    send();
    if (role == Role.PLAY && !channel().isWritable()) {
      onEnd(ClientFailure.STALL, "the server does not read what it is told");
    } else if (current.nextDeadlineNs() - armedNs < 0) {
      arm(current.nextDeadlineNs());
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    RtmpClientSession current = session;
    if (current != null) {
      if (!left) {
        current.onClosed(this);
      }
      current.close();
    }
    disarm();
    ByteBuf unsent = words;
    if (unsent != null) {
      words = null;
      unsent.release();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (cause instanceof IOException) {
      log.debug("RTMP {}: {}", url, cause.getMessage());
    } else {
      log.error("RTMP {}: closed because of an error of ours", url, cause);
    }
    context.close();
  }

  @Override
  public ByteBuf bytes() {
    ByteBuf out = words;
    if (out == null) {
      out = channel().alloc().directBuffer(FIRST_BYTES);
      words = out;
    }
    return out;
  }

  @Override
  public void onStarted() {
    connection.listener().onStarted(connection);
  }

  @Override
  public void onMedia() {
    connection.listener().onMedia(connection);
  }

  @Override
  public void onReconnect(RtmpUrl next, String why) {
    leave();
    connection.onReconnect(next, why);
  }

  @Override
  public void onEnd(ClientFailure failure, String why) {
    leave();
    connection.onEnd(failure, why);
  }

  /** Sends the last words and closes. */
  private void leave() {
    if (left) {
      return;
    }
    left = true;
    disarm();
    connection.onLeft(mediaStats());
    ByteBuf last = words;
    words = null;
    loop.schedule(channel()::close, LINGER_NS);
    channel()
        .writeAndFlush(last == null ? Unpooled.EMPTY_BUFFER : last)
        .addListener(sent -> channel().close());
  }

  private static String reason(@Nullable Throwable cause) {
    return cause instanceof UnknownHostException
        ? "the host name is unknown"
        : "no connection: " + (cause == null ? "closed" : cause.getMessage());
  }

  private void send() {
    ByteBuf out = words;
    if (out != null) {
      words = null;
      channel().writeAndFlush(out, channel().voidPromise());
    }
  }

  private void arm(long deadlineNs) {
    disarm();
    armedNs = deadlineNs;
    timer = loop.schedule(this::onTimer, Math.max(0, armedNs - loop.nowNs()));
  }

  private void disarm() {
    Loop.Timer armed = timer;
    if (armed != null) {
      armed.cancel();
      timer = null;
    }
  }

  private void onTimer() {
    if (left) {
      return;
    }
    RtmpClientSession current = session;
    if (current == null) {
      long withinMs = config.limits().tcp().toMillis();
      onEnd(ClientFailure.UNREACHABLE, "no connection within " + withinMs + " ms");
      return;
    }
    current.onTime(loop.nowNs(), this);
    if (!left) {
      send();
      arm(current.nextDeadlineNs());
    }
  }
}
