package io.headrace.rtmp.netty;

import io.headrace.media.access.AccessDecision;
import io.headrace.media.access.AccessRequest;
import io.headrace.media.access.AccessRequest.Action;
import io.headrace.media.codec.TrackKind;
import io.headrace.media.hub.EndReason;
import io.headrace.media.hub.ExecutorLoop;
import io.headrace.media.hub.Loop;
import io.headrace.media.hub.StreamPath;
import io.headrace.rtmp.RtmpException;
import io.headrace.rtmp.session.Rejection;
import io.headrace.rtmp.session.RtmpServerSession;
import io.headrace.rtmp.session.RtmpServerSession.State;
import io.headrace.rtmp.session.SessionOutput;
import io.headrace.rtmp.session.StreamRequest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.DuplexChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection: gives bytes and time to its {@link RtmpServerSession} and carries out what that
 * says, on the socket and through a {@link PublishingPeer} or a {@link PlayingPeer}.
 *
 * <p>Thread: the channel's event loop, which changes once when the peer asks to play.
 */
final class RtmpServerHandler extends ChannelInboundHandlerAdapter implements SessionOutput {
  private static final Logger log = LoggerFactory.getLogger(RtmpServerHandler.class);

  /** How long a peer has to read our last words before the socket is closed. */
  private static final long LINGER_NS = Duration.ofMillis(500).toNanos();

  private static final int ANSWER_BYTES = 512;

  private final Channel channel;
  private final RtmpServices services;
  private final DeliveryLoops delivery;
  private final RtmpServerSession session;
  private final String address;
  private final String peer;

  private Loop loop;
  private @Nullable ByteBuf answers;
  private boolean closing;
  private boolean closed;
  private @Nullable StreamPath path;

  /** Whether the connection is on its way to a delivery loop. */
  private boolean moving;

  /** What the peer asked for last, to be begun when the connection has moved. */
  private @Nullable Runnable afterMove;

  private @Nullable PublishingPeer publishing;
  private @Nullable PlayingPeer playing;
  private Loop.@Nullable Timer timer;
  private long armedNs;

  RtmpServerHandler(RtmpServices services, DeliveryLoops delivery, Channel channel) {
    this.channel = channel;
    this.services = services;
    this.delivery = delivery;
    this.loop = new ExecutorLoop(channel.eventLoop());
    RtmpConfig config = services.config();
    this.session =
        new RtmpServerSession(
            config.session(),
            config.chunks(),
            config.amf(),
            services.login(),
            channel.alloc(),
            services.budget(),
            ThreadLocalRandom.current(),
            loop.nowNs());
    SocketAddress remote = channel.remoteAddress();
    if (remote instanceof InetSocketAddress inet) {
      this.address = inet.getAddress().getHostAddress();
      this.peer = address + ":" + inet.getPort();
    } else {
      this.address = String.valueOf(remote);
      this.peer = address;
    }
  }

  RtmpServerSession session() {
    return session;
  }

  Loop loop() {
    return loop;
  }

  /** The peer's address without port. */
  String address() {
    return address;
  }

  /** The peer for logs. */
  String peer() {
    return peer;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    rearm();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf in = (ByteBuf) message;
    try {
      session.receive(in, loop.nowNs(), this);
    } catch (RtmpException e) {
      fail(e);
    } finally {
      in.release();
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    if (publishing != null) {
      publishing.flush();
    }
    sendAnswers();
    if (!moving && session.nextDeadlineNs() - armedNs < 0) {
      rearm();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    onClosed();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (cause instanceof IOException) {
      log.debug("RTMP {}: {}", peer, cause.getMessage());
    } else {
      log.error("RTMP {}: closed because of an error of ours", peer, cause);
    }
    channel.close();
  }

  @Override
  public ByteBuf bytes() {
    ByteBuf out = answers;
    if (out == null) {
      out = channel.alloc().directBuffer(ANSWER_BYTES);
      answers = out;
    }
    return out;
  }

  @Override
  public void onPublish(StreamRequest request) {
    path = request.path();
    if (moving) {
      afterMove = () -> startPublishing(request);
    } else {
      startPublishing(request);
    }
  }

  private void startPublishing(StreamRequest request) {
    publishing = new PublishingPeer(this, services, request.path());
    publishing.ask(access(Action.PUBLISH, request));
  }

  @Override
  public void onUnpublish() {
    afterMove = null;
    if (publishing != null) {
      publishing.end(EndReason.STOPPED, "stopped by the publisher");
      publishing = null;
    }
  }

  @Override
  public void onPlay(StreamRequest request) {
    path = request.path();
    if (!moving && delivery.has(channel.eventLoop())) {
      startPlaying(request);
      return;
    }
    afterMove = () -> startPlaying(request);
    if (!moving) {
      moving = true;
      disarm();
      LoopMove.start(channel, delivery.next(), new MoveOutcome());
    }
  }

  private final class MoveOutcome implements LoopMove.Outcome {
    @Override
    public void moved() {
      loop = new ExecutorLoop(channel.eventLoop());
      moving = false;
      Runnable next = afterMove;
      afterMove = null;
      if (session.state() != State.CLOSED) {
        rearm();
        if (next != null) {
          next.run();
        }
      }
    }

    @Override
    public void failed() {
      onClosed();
    }
  }

  private void startPlaying(StreamRequest request) {
    AccessRequest access = access(Action.PLAY, request);
    playing =
        new PlayingPeer(
            this, services, delivery.relays(channel.eventLoop()), access, session.enhanced());
    playing.ask(access);
  }

  @Override
  public void onPlayStopped() {
    afterMove = null;
    if (playing != null) {
      playing.end("stopped by the player");
      playing = null;
    }
  }

  @Override
  public void onPause(boolean paused) {
    if (playing != null) {
      playing.pause(paused);
    }
  }

  @Override
  public void onReceive(TrackKind kind, boolean wanted) {
    if (playing != null) {
      playing.receive(kind, wanted);
    }
  }

  @Override
  public void onClose(String why) {
    closing = true;
    warnClosed((path == null ? "" : " with " + path) + ": " + why);
    endStreams(why);
  }

  /** Asks who decides; the answer comes on this connection's loop. */
  void authorise(AccessRequest request, Consumer<AccessDecision> answer) {
    Loop asking = loop;
    services
        .authoriser()
        .authorise(
            request,
            decision -> {
              if (asking.inLoop()) {
                answer.accept(decision);
              } else {
                asking.post(() -> answer.accept(decision));
              }
            });
  }

  /** Refuses or ends what the peer does, says why, and closes. */
  void refuse(Rejection rejection, String description) {
    session.refuse(rejection, description, this);
    sendAnswers();
  }

  /** Sends what the session has to say, and closes when it said its last. */
  void sendAnswers() {
    ByteBuf out = answers;
    answers = null;
    if (closing) {
      closing = false;
      sayLast(out == null ? Unpooled.EMPTY_BUFFER : out);
    } else if (out != null) {
      channel.writeAndFlush(out, channel.voidPromise());
      if (playing == null && !channel.isWritable()) {
        warnClosed(": it does not read what it is answered");
        channel.close();
      }
    }
  }

  /** Ownership: takes {@code chunks}. */
  void writeMedia(ByteBuf chunks) {
    channel.write(chunks, channel.voidPromise());
  }

  void flushMedia() {
    channel.flush();
  }

  /** Bytes written and not yet taken by the socket. */
  long unsentBytes() {
    ChannelOutboundBuffer outbound = channel.unsafe().outboundBuffer();
    return outbound == null ? 0 : outbound.totalPendingWriteBytes();
  }

  /** Closes without a word, for the peer would not read it. */
  void closeSlow(String why) {
    warnClosed(": " + why);
    endStreams(why);
    channel.close();
  }

  /** Adjusts the timer to the session's next deadline. */
  void rearm() {
    disarm();
    armedNs = session.nextDeadlineNs();
    timer = loop.schedule(this::onTimer, Math.max(0, armedNs - loop.nowNs()));
  }

  private void disarm() {
    Loop.Timer armed = timer;
    if (armed != null) {
      armed.cancel();
      timer = null;
    }
  }

  private AccessRequest access(Action action, StreamRequest request) {
    return new AccessRequest(
        action, "rtmp", address, request.path(), request.parameters(), request.user());
  }

  private void fail(RtmpException e) {
    warnClosed(": " + e.getMessage());
    closing = true;
    session.close();
    endStreams(e.getMessage());
    sendAnswers();
  }

  private void warnClosed(String how) {
    services.log().warn(PeerLog.Kind.CLOSED, loop, "RTMP " + peer + ": closed" + how);
  }

  private void endStreams(String why) {
    if (publishing != null) {
      publishing.end(EndReason.LOST, why);
      publishing = null;
    }
    if (playing != null) {
      playing.end(why);
      playing = null;
    }
  }

  private void onClosed() {
    if (closed) {
      return;
    }
    closed = true;
    disarm();
    session.close();
    endStreams("connection closed");
    ByteBuf unsent = answers;
    if (unsent != null) {
      answers = null;
      unsent.release();
    }
  }

  /**
   * Half-closes, so that a peer that is still sending reads the answer and not a reset; closes when
   * the peer has, or its time is over.
   */
  private void sayLast(ByteBuf out) {
    loop.schedule(channel::close, LINGER_NS);
    channel
        .writeAndFlush(out)
        .addListener(
            sent -> {
              if (sent.isSuccess() && channel instanceof DuplexChannel duplex) {
                duplex.shutdownOutput();
              } else {
                channel.close();
              }
            });
  }

  private void onTimer() {
    if (session.state() == State.CLOSED) {
      return;
    }
    try {
      session.onTime(loop.nowNs(), this);
    } catch (RtmpException e) {
      fail(e);
      return;
    }
    sendAnswers();
    rearm();
  }
}
