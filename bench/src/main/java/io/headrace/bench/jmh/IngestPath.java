package io.headrace.bench.jmh;

import io.headrace.bench.load.PublishSession;
import io.headrace.bench.load.PublishTarget;
import io.headrace.bench.load.SyntheticFrames;
import io.headrace.media.flv.TagType;
import io.headrace.media.frame.MediaFrame;
import io.headrace.media.frame.Track;
import io.headrace.media.hub.Hub;
import io.headrace.media.hub.Publication;
import io.headrace.media.hub.PublishOutcome;
import io.headrace.media.hub.Publisher;
import io.headrace.media.hub.StreamPath;
import io.headrace.rtmp.amf.AmfLimits;
import io.headrace.rtmp.chunk.ChunkLimits;
import io.headrace.rtmp.session.IngestSink;
import io.headrace.rtmp.session.RtmpServerSession;
import io.headrace.rtmp.session.SessionLimits;
import io.headrace.rtmp.session.SessionOutput;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A publisher and the server's side of its connection without the socket: real chunks of synthetic
 * frames go into the session, one read per frame, and from there to the hub. Time is that of the
 * media, so that rates are those of a live stream however fast it runs. What the publisher does
 * makes no garbage.
 */
final class IngestPath implements SessionOutput, IngestSink, PublishOutcome {
  static final StreamPath PATH = new StreamPath("live/bench");

  private static final int WIRE_BYTES = 1 << 20;
  private static final long SEED = 1;

  private final Hub hub;
  private final InlineLoop loop;
  private final SyntheticFrames frames;
  private final PublishSession client;
  private final RtmpServerSession session;
  private final ByteBuf body = Unpooled.directBuffer(WIRE_BYTES);
  private final ByteBuf wire = ByteBufAllocator.DEFAULT.directBuffer(WIRE_BYTES);
  private final ByteBuf answers = Unpooled.directBuffer(WIRE_BYTES);
  private @Nullable Publication publication;

  /**
   * Publishes at {@code hub} at once, sequence headers included.
   *
   * @param chunkBytes the publisher's chunk size
   */
  IngestPath(Hub hub, InlineLoop loop, int bitsPerSecond, int chunkBytes) {
    this.hub = hub;
    this.loop = loop;
    this.frames = new SyntheticFrames(bitsPerSecond, SEED);
    this.client =
        new PublishSession(
            PublishTarget.parse("rtmp://localhost/" + PATH, 0),
            chunkBytes,
            ByteBufAllocator.DEFAULT);
    this.session =
        new RtmpServerSession(
            SessionLimits.DEFAULT,
            ChunkLimits.DEFAULT,
            AmfLimits.DEFAULT,
            ByteBufAllocator.DEFAULT,
            new Random(SEED),
            0);
    publish();
  }

  /** Sends the next frame and has everything done that follows from it. */
  void step() {
    frames.next(body);
    wire.clear();
    client.writeMedia(frames.type(), frames.timestampMs(), body, wire);
    receive(TimeUnit.MILLISECONDS.toNanos(frames.timestampMs()));
  }

  /** Gives what is in {@link #wire} to the session, as one read. */
  private void receive(long nowNs) {
    session.receive(wire, nowNs, this);
    Publication current = publication;
    if (current != null) {
      current.flush();
    }
    // Acknowledgements and pings; what a socket would send away.
    answers.clear();
    loop.runUntil(nowNs);
  }

  private void publish() {
    client.start(wire);
    while (client.state() != PublishSession.State.LIVE) {
      if (client.state() == PublishSession.State.FAILED) {
        throw new IllegalStateException(client.failure());
      }
      session.receive(wire, 0, this);
      loop.runUntil(0);
      wire.clear();
      client.read(answers, 0, wire);
      answers.clear();
    }
    wire.clear();
    client.writeMedia(TagType.VIDEO, 0, SyntheticFrames.avcConfig(), wire);
    client.writeMedia(TagType.AUDIO, 0, SyntheticFrames.aacConfig(), wire);
    receive(0);
  }

  void close() {
    session.close();
    client.close();
    body.release();
    wire.release();
    answers.release();
  }

  @Override
  public ByteBuf bytes() {
    return answers;
  }

  @Override
  public void onPublish(StreamPath path) {
    hub.publish(path, new Publisher("rtmp", "127.0.0.1", "bench"), loop, this);
  }

  @Override
  public void accepted(Publication granted) {
    publication = granted;
    session.acceptPublish(this, granted.originMs(), loop.nowNs(), this);
  }

  @Override
  public void refused(PublishRefusal reason, String message) {
    throw new IllegalStateException(message);
  }

  @Override
  public void announce(List<Track> tracks) {
    granted().announce(tracks);
  }

  @Override
  public void write(MediaFrame frame) {
    granted().write(frame);
  }

  @Override
  public void notice(String line) {
    throw new IllegalStateException(line);
  }

  @Override
  public void onUnpublish() {}

  @Override
  public void onClose(String why) {
    throw new IllegalStateException(why);
  }

  private Publication granted() {
    return Objects.requireNonNull(publication, "media before the publication was granted");
  }
}
