package io.headrace.bench.play;

import io.headrace.bench.load.FrameStamp;
import io.headrace.bench.load.LoadTransport;
import io.headrace.media.buffer.MemoryBudget;
import io.headrace.media.flv.TagReader;
import io.headrace.media.flv.TagType;
import io.headrace.rtmp.RtmpException;
import io.headrace.rtmp.message.MessageType;
import io.headrace.rtmp.session.ClientConfig;
import io.headrace.rtmp.session.ClientFailure;
import io.headrace.rtmp.session.ClientOutput;
import io.headrace.rtmp.session.RtmpClientSession;
import io.headrace.rtmp.session.RtmpClientSession.Role;
import io.headrace.rtmp.session.RtmpUrl;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One player. The session makes the conversation until media flows, and reads the same bytes as the
 * scanner until then; what little is to be said afterwards is said by {@link PlayerAnswers}.
 *
 * <p>Frames count from the first key frame on. Thread: its loop.
 */
final class RtmpPlayer extends ChannelInboundHandlerAdapter
    implements ClientOutput, ChunkScanner.Messages {
  /** From the start to the first key frame. */
  static final int PATIENCE_S = 30;

  /** Name of the error of a player whose connection the server has ended. */
  static final String CLOSED_BY_SERVER = "CLOSED_BY_SERVER";

  /** For what is received until media flow. */
  private static final long SPOKEN_BYTES = 1 << 20;

  private static final int READ_BYTES = 64 << 10;
  private static final int FIRST_BYTES = 512;

  private final LoadTransport transport;
  private final EventLoop loop;
  private final RtmpUrl url;
  private final RtmpPlayerTally tally;
  private final int receiveBufferBytes;
  private final ChunkScanner scanner = new ChunkScanner();
  private final PlayerAnswers answers = new PlayerAnswers();
  private final TagReader tags = new TagReader();
  private final FrameSequence video = new FrameSequence();
  private final FrameSequence audio = new FrameSequence();

  private @Nullable Channel channel;
  private @Nullable RtmpClientSession session;
  private @Nullable ByteBuf words;
  private @Nullable Future<?> patience;
  private boolean over;
  private boolean mediaFlows;
  private boolean begun;
  private long nowNs;
  private long lastVideoMs;
  private long lastAudioMs;

  /**
   * @param receiveBufferBytes of the socket; 0 for what the system does by itself
   */
  RtmpPlayer(LoadTransport transport, RtmpUrl url, RtmpPlayerTally tally, int receiveBufferBytes) {
    this.transport = transport;
    this.loop = transport.nextLoop();
    this.url = url;
    this.tally = tally;
    this.receiveBufferBytes = receiveBufferBytes;
  }

  /** Thread: any. */
  void start() {
    Bootstrap bootstrap =
        transport
            .bootstrap(loop)
            .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(READ_BYTES))
            .handler(this);
    if (receiveBufferBytes > 0) {
      bootstrap.option(ChannelOption.SO_RCVBUF, receiveBufferBytes);
    }
    loop.execute(
        () -> {
          patience = loop.schedule(this::onPatienceOver, PATIENCE_S, TimeUnit.SECONDS);
          channel =
              bootstrap
                  .connect(url.host(), url.port())
                  .addListener(
                      done -> {
                        if (!done.isSuccess()) {
                          fail("CONNECT", String.valueOf(done.cause().getMessage()));
                        }
                      })
                  .channel();
        });
  }

  /** Reads nothing more, or goes on. Thread: any. */
  void reads(boolean on) {
    loop.execute(
        () -> {
          if (channel != null) {
            channel.config().setAutoRead(on);
          }
        });
  }

  /** Closes without a word, as viewers do. Thread: any; done when the connection is closed. */
  Future<?> stop() {
    Promise<Void> closed = loop.newPromise();
    loop.execute(
        () -> {
          over = true;
          close().addListener(done -> closed.setSuccess(null));
        });
    return closed;
  }

  /** Frames up to these numbers that have not come. Thread: any. */
  long missing(long lastVideo, long lastAudio) {
    return video.missing(lastVideo) + audio.missing(lastAudio);
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    channel = context.channel();
    RtmpClientSession speaking =
        new RtmpClientSession(
            Role.PLAY,
            url,
            ClientConfig.DEFAULT,
            context.alloc(),
            new MemoryBudget(SPOKEN_BYTES),
            ThreadLocalRandom.current(),
            System.nanoTime());
    session = speaking;
    speaking.start(this);
    send();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf in = (ByteBuf) message;
    try {
      if (!over) {
        read(in);
      }
    } catch (RtmpException e) {
      fail("PROTOCOL", String.valueOf(e.getMessage()));
    } finally {
      in.release();
    }
  }

  private void read(ByteBuf in) {
    nowNs = System.nanoTime();
    int begin = in.readerIndex();
    tally.bytes.add(in.readableBytes());
    answers.received(in.readableBytes());
    scanner.read(in, this);
    RtmpClientSession speaking = session;
    if (speaking != null) {
      in.readerIndex(begin);
      speaking.receive(in, nowNs, this);
      if (mediaFlows) {
        closeSession();
      }
    } else if (answers.acknowledgementDue()) {
      answers.acknowledge(bytes());
    }
    send();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    fail(CLOSED_BY_SERVER, begun ? "while it played" : "before the first key frame");
    close();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    fail(CLOSED_BY_SERVER, String.valueOf(cause.getMessage()));
  }

  @Override
  public void onMessage(int type, long timestampMs, ByteBuf head) {
    switch (type) {
      case MessageType.VIDEO -> onTag(TagType.VIDEO, timestampMs, head);
      case MessageType.AUDIO -> onTag(TagType.AUDIO, timestampMs, head);
      case MessageType.WINDOW_ACKNOWLEDGEMENT_SIZE -> answers.window(head);
      case MessageType.USER_CONTROL -> {
        if (session == null && answers.isPing(head)) {
          answers.pong(head, bytes());
        }
      }
      default -> {} // The session reads commands; afterwards they ask for nothing.
    }
  }

  private void onTag(TagType type, long timestampMs, ByteBuf head) {
    tags.wrap(type, head);
    while (tags.next()) {
      if (tags.packet() == TagReader.Packet.FRAME && tags.trackId() == 0) {
        onFrame(type == TagType.VIDEO, timestampMs, head);
      }
    }
  }

  private void onFrame(boolean isVideo, long timestampMs, ByteBuf head) {
    if (!begun) {
      if (!isVideo || !tags.isKey()) {
        return;
      }
      begin(timestampMs);
    }
    (isVideo ? tally.videoFrames : tally.audioFrames).increment();
    if (timestampMs < (isVideo ? lastVideoMs : lastAudioMs)) {
      tally.stepsBack.increment();
    }
    if (isVideo) {
      lastVideoMs = timestampMs;
    } else {
      lastAudioMs = timestampMs;
    }
    int index = FrameStamp.index(isVideo, tags.payloadIndex());
    if (FrameStamp.isAt(head, index)) {
      onStamp(isVideo ? video : audio, head, index);
    } else {
      tally.unstampedFrames.increment();
    }
  }

  private void begin(long timestampMs) {
    begun = true;
    lastVideoMs = timestampMs;
    tally.playing.increment();
    endPatience();
  }

  private void onStamp(FrameSequence sequence, ByteBuf head, int index) {
    long leftOut = sequence.accept(FrameStamp.number(head, index));
    if (leftOut < 0) {
      tally.repeatedFrames.increment();
    } else if (leftOut > 0) {
      tally.lostFrames.add(leftOut);
    }
    long sentNs = FrameStamp.sentNs(head, index);
    if (sentNs >= tally.measuredFromNs) {
      tally.delay.recordNs(nowNs - sentNs);
    }
  }

  @Override
  public ByteBuf bytes() {
    ByteBuf out = words;
    if (out == null) {
      out = Objects.requireNonNull(channel, "no channel").alloc().directBuffer(FIRST_BYTES);
      words = out;
    }
    return out;
  }

  @Override
  public void onStarted() {}

  @Override
  public void onMedia() {
    mediaFlows = true;
  }

  @Override
  public void onReconnect(RtmpUrl next, String why) {
    fail("REDIRECTED", why);
  }

  @Override
  public void onEnd(ClientFailure failure, String why) {
    fail(failure.name(), why);
  }

  private void onPatienceOver() {
    RtmpClientSession speaking = session;
    String state = speaking == null ? "media flows" : "in state " + speaking.state();
    fail(
        "NO_KEY_FRAME",
        "none within " + PATIENCE_S + " s: " + state + ", " + answers.receivedBytes() + " bytes");
  }

  private void fail(String name, String message) {
    if (!over) {
      over = true;
      tally.errors.add(name, message);
      close();
    }
  }

  private void send() {
    ByteBuf out = words;
    Channel open = channel;
    if (out != null && open != null) {
      words = null;
      open.writeAndFlush(out, open.voidPromise());
    }
  }

  private Future<?> close() {
    endPatience();
    closeSession();
    send();
    Channel open = channel;
    return open == null ? loop.newSucceededFuture(null) : open.close();
  }

  private void closeSession() {
    RtmpClientSession speaking = session;
    if (speaking != null) {
      session = null;
      speaking.close();
    }
  }

  private void endPatience() {
    if (patience != null) {
      patience.cancel(false);
    }
  }
}
