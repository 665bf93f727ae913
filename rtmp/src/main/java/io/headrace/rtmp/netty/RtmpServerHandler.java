package io.headrace.rtmp.netty;

import io.headrace.media.frame.MediaFrame;
import io.headrace.media.frame.Track;
import io.headrace.media.hub.EndReason;
import io.headrace.media.hub.ExecutorLoop;
import io.headrace.media.hub.Hub;
import io.headrace.media.hub.Loop;
import io.headrace.media.hub.Publication;
import io.headrace.media.hub.PublishOutcome;
import io.headrace.media.hub.Publisher;
import io.headrace.media.hub.StreamPath;
import io.headrace.rtmp.RtmpException;
import io.headrace.rtmp.session.IngestSink;
import io.headrace.rtmp.session.MediaStats;
import io.headrace.rtmp.session.Rejection;
import io.headrace.rtmp.session.RtmpServerSession;
import io.headrace.rtmp.session.RtmpServerSession.State;
import io.headrace.rtmp.session.SessionOutput;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection: gives bytes and time to its {@link RtmpServerSession} and carries out what that
 * says, on the socket and at the hub. Thread: the channel's event loop.
 */
final class RtmpServerHandler extends ChannelInboundHandlerAdapter
    implements SessionOutput, IngestSink, PublishOutcome, Publication.Listener {
  private static final Logger log = LoggerFactory.getLogger(RtmpServerHandler.class);

  /** How long a peer has to read our last words before the socket is closed. */
  private static final long LINGER_NS = Duration.ofMillis(500).toNanos();

  private static final int ANSWER_BYTES = 512;

  private final Channel channel;
  private final Hub hub;
  private final Loop loop;
  private final RtmpServerSession session;
  private final String address;
  private final String peer;

  private @Nullable ByteBuf answers;
  private boolean closing;
  private @Nullable StreamPath path;
  private @Nullable Publication publication;
  private long publishedNs;
  private Loop.@Nullable Timer timer;
  private long armedNs;

  RtmpServerHandler(RtmpConfig config, Hub hub, Channel channel) {
    this.channel = channel;
    this.hub = hub;
    this.loop = new ExecutorLoop(channel.eventLoop());
    this.session =
        new RtmpServerSession(
            config.session(),
            config.chunks(),
            config.amf(),
            channel.alloc(),
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

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    arm();
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
    Publication current = publication;
    if (current != null) {
      current.flush();
    }
    sendAnswers();
    if (session.nextDeadlineNs() - armedNs < 0) {
      arm();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    session.close();
    endPublication(EndReason.LOST, "connection closed");
    disarm();
    ByteBuf unsent = answers;
    if (unsent != null) {
      answers = null;
      unsent.release();
    }
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
  public void onPublish(StreamPath requested) {
    path = requested;
    hub.publish(requested, new Publisher("rtmp", address, peer), loop, this);
  }

  @Override
  public void onUnpublish() {
    endPublication(EndReason.STOPPED, "stopped by the publisher");
  }

  @Override
  public void onClose(String why) {
    closing = true;
    if (publication == null) {
      log.warn("RTMP {}: refused{}: {}", peer, path == null ? "" : " to publish " + path, why);
    }
    endPublication(EndReason.LOST, why);
  }

  @Override
  public void accepted(Publication granted) {
    if (session.state() != State.AUTHORISING) {
      // The peer left, or took too long, while the hub decided.
      granted.end(EndReason.STOPPED);
      return;
    }
    publication = granted;
    publishedNs = loop.nowNs();
    log.info("RTMP {}: publishes {}", peer, path);
    session.acceptPublish(this, granted.originMs(), publishedNs, this);
    granted.listen(this);
    sendAnswers();
  }

  @Override
  public void refused(PublishRefusal reason, String message) {
    Rejection rejection =
        reason == PublishRefusal.ALREADY_PUBLISHING ? Rejection.BAD_NAME : Rejection.DENIED;
    session.refuse(rejection, message, this);
    sendAnswers();
  }

  @Override
  public void onRevoked(EndReason reason) {
    boolean replaced = reason == EndReason.TAKEN_OVER;
    session.refuse(
        replaced ? Rejection.BAD_NAME : Rejection.DENIED,
        replaced ? "another publisher took over" : "the server ended this publication",
        this);
    sendAnswers();
  }

  @Override
  public void announce(List<Track> tracks) {
    Publication current = publication;
    if (current != null) {
      log.info(
          "RTMP {}: {} has {}",
          peer,
          path,
          tracks.stream()
              .map(track -> track.codec().codecString())
              .collect(Collectors.joining(", ")));
      current.announce(tracks);
    }
  }

  @Override
  public void write(MediaFrame frame) {
    Publication current = publication;
    if (current == null) {
      frame.release();
    } else {
      current.write(frame);
    }
  }

  @Override
  public void notice(String line) {
    log.warn("RTMP {}: {}: {}", peer, path, line);
  }

  private void fail(RtmpException e) {
    log.warn("RTMP {}: closed: {}", peer, e.getMessage());
    closing = true;
    session.close();
    endPublication(EndReason.LOST, e.getMessage());
    sendAnswers();
  }

  private void endPublication(EndReason reason, String why) {
    Publication ending = publication;
    if (ending == null) {
      return;
    }
    publication = null;
    ending.end(reason);
    MediaStats media = session.mediaStats();
    log.info(
        "RTMP {}: {} ended after {} s: {}; {} video and {} audio frames, {} skipped,"
            + " {} times repaired",
        peer,
        path,
        Duration.ofNanos(loop.nowNs() - publishedNs).toSeconds(),
        why,
        media.videoFrames(),
        media.audioFrames(),
        media.skipped(),
        media.repairedTimes());
  }

  private void sendAnswers() {
    ByteBuf out = answers;
    answers = null;
    if (closing) {
      closing = false;
      sayLast(out == null ? Unpooled.EMPTY_BUFFER : out);
    } else if (out != null) {
      channel.writeAndFlush(out, channel.voidPromise());
      if (!channel.isWritable()) {
        log.warn("RTMP {}: closed: it does not read what it is answered", peer);
        channel.close();
      }
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

  private void arm() {
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
    arm();
  }
}
