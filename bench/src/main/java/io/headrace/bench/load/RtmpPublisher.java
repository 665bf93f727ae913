package io.headrace.bench.load;

import io.headrace.rtmp.netty.RtmpConnection;
import io.headrace.rtmp.session.ClientFailure;
import io.headrace.rtmp.session.RtmpClientSession.Role;
import io.headrace.rtmp.session.RtmpUrl;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One publisher: connects, publishes, and replays its source in real time, each frame when it is
 * due by its timestamp. When the server does not read, it does not skip: it gives up once {@link
 * #MAX_UNSENT_BYTES} wait in this process. Synthetic frames are stamped, see {@link FrameStamp}.
 *
 * <p>Thread: its loop.
 */
final class RtmpPublisher implements RtmpConnection.Listener {
  static final int MAX_UNSENT_BYTES = 8 << 20;

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
  private final RtmpUrl url;
  private final ByteBuf stamped = Unpooled.buffer();

  private @Nullable RtmpConnection connection;
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
      RtmpUrl url,
      FlvSource source,
      Tally tally,
      FrameClock clock) {
    this.transport = transport;
    this.loop = loop;
    this.url = url;
    this.source = source;
    this.tally = tally;
    this.clock = clock;
  }

  /** Thread: any. */
  void start() {
    loop.execute(() -> connection = transport.rtmp().connect(loop, Role.PUBLISH, url, this));
  }

  /** Unpublishes and closes. Thread: any; the result is done when the connection is closed. */
  Future<?> stop() {
    return loop.<Future<Void>>submit(
            () -> {
              end();
              RtmpConnection open = connection;
              return open == null ? loop.newSucceededFuture(null) : open.stop();
            })
        .syncUninterruptibly()
        .getNow();
  }

  @Override
  public void onStarted(RtmpConnection publishing) {
    tally.onLive();
    startNs = System.nanoTime();
    for (FlvSource.Tag tag : source.prelude()) {
      switch (tag.type()) {
        case VIDEO, AUDIO -> publishing.writeMedia(tag.type().id(), 0, tag.body());
        case SCRIPT -> publishing.writeMetadata(tag.body());
      }
    }
    sendDue();
  }

  @Override
  public void onEnd(ClientFailure failure, String why) {
    if (!over) {
      end();
      tally.onError(failure.name(), why);
    }
  }

  @Override
  public void onInterrupted(String why) {
    cancelTimer();
    round = 0;
    nextTag = 0;
  }

  private void end() {
    over = true;
    cancelTimer();
  }

  private void cancelTimer() {
    if (timer != null) {
      timer.cancel(false);
    }
  }

  private void sendDue() {
    RtmpConnection open = connection;
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
    if (open.unsentBytes() > MAX_UNSENT_BYTES) {
      end();
      open.stop();
      tally.onError(
          "SERVER_READS_TOO_SLOWLY", "over " + MAX_UNSENT_BYTES + " bytes wait to be sent");
      return;
    }
    timer = loop.schedule(this::sendDue, dueNs - System.nanoTime(), TimeUnit.NANOSECONDS);
  }

  private void send(RtmpConnection open, FlvSource.Tag tag, long nowNs, long dueNs) {
    long number = tag.isVideo() ? videoFrames++ : audioFrames++;
    ByteBuf body = stamped(tag, number);
    int bytes = open.writeMedia(tag.type().id(), timestampMs(tag), body);
    tally.onFrameSent(bytes, nowNs - dueNs);
    clock.onFrame(tag, number, System.nanoTime());
  }

  private ByteBuf stamped(FlvSource.Tag tag, long number) {
    ByteBuf body = tag.body();
    if (!FrameStamp.isAt(body, FrameStamp.indexInBody(tag.isVideo(), body))) {
      return body;
    }
    // The source is shared.
    stamped.clear().writeBytes(body, body.readerIndex(), body.readableBytes());
    int index = FrameStamp.indexInBody(tag.isVideo(), stamped);
    FrameStamp.set(stamped, index, number, System.nanoTime());
    return stamped;
  }

  private long timestampMs(FlvSource.Tag tag) {
    return tag.timestampMs() + round * source.periodMs();
  }

  private long dueNs(FlvSource.Tag tag) {
    return startNs + TimeUnit.MILLISECONDS.toNanos(timestampMs(tag));
  }
}
