package io.headrace.bench.jmh;

import io.headrace.bench.load.SyntheticFrames;
import io.headrace.media.codec.TrackKind;
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
import io.headrace.rtmp.session.AdobeLogin;
import io.headrace.rtmp.session.ClientConfig;
import io.headrace.rtmp.session.ClientFailure;
import io.headrace.rtmp.session.ClientOutput;
import io.headrace.rtmp.session.IngestSink;
import io.headrace.rtmp.session.Logins;
import io.headrace.rtmp.session.RtmpClientSession;
import io.headrace.rtmp.session.RtmpClientSession.Role;
import io.headrace.rtmp.session.RtmpClientSession.State;
import io.headrace.rtmp.session.RtmpServerSession;
import io.headrace.rtmp.session.RtmpUrl;
import io.headrace.rtmp.session.SessionLimits;
import io.headrace.rtmp.session.SessionOutput;
import io.headrace.rtmp.session.StreamRequest;
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
  private final RtmpClientSession client;
  private final ClientOutput clientOutput = new Wire();
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
        new RtmpClientSession(
            Role.PUBLISH,
            RtmpUrl.parse("rtmp://localhost/" + PATH),
            ClientConfig.DEFAULT.withPublishChunkBytes(chunkBytes),
            ByteBufAllocator.DEFAULT,
            hub.budget(),
            new Random(SEED),
            0);
    this.session =
        new RtmpServerSession(
            SessionLimits.DEFAULT,
            ChunkLimits.DEFAULT,
            AmfLimits.DEFAULT,
            new AdobeLogin(Logins.NONE),
            ByteBufAllocator.DEFAULT,
            hub.budget(),
            new Random(SEED),
            0);
    publish();
  }

  /** Sends the next frame and has everything done that follows from it. */
  void step() {
    frames.next(body);
    wire.clear();
    client.writeMedia(frames.type().id(), frames.timestampMs(), body, wire);
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
    client.start(clientOutput);
    while (client.state() != State.STREAMING) {
      session.receive(wire, 0, this);
      loop.runUntil(0);
      wire.clear();
      client.receive(answers, 0, clientOutput);
      answers.clear();
    }
    wire.clear();
    client.writeMedia(TagType.VIDEO.id(), 0, SyntheticFrames.avcConfig(), wire);
    client.writeMedia(TagType.AUDIO.id(), 0, SyntheticFrames.aacConfig(), wire);
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
  public void onPublish(StreamRequest request) {
    hub.publish(request.path(), new Publisher("rtmp", "127.0.0.1", "bench"), loop, this);
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
  public void onPlay(StreamRequest request) {
    throw new IllegalStateException("a publisher plays");
  }

  @Override
  public void onPlayStopped() {}

  @Override
  public void onPause(boolean paused) {}

  @Override
  public void onReceive(TrackKind kind, boolean wanted) {}

  @Override
  public void onClose(String why) {
    throw new IllegalStateException(why);
  }

  private Publication granted() {
    return Objects.requireNonNull(publication, "media before the publication was granted");
  }

  /** What the publisher says. */
  private final class Wire implements ClientOutput {
    @Override
    public ByteBuf bytes() {
      return wire;
    }

    @Override
    public void onStarted() {}

    @Override
    public void onMedia() {
      throw new IllegalStateException("media for a publisher");
    }

    @Override
    public void onReconnect(RtmpUrl url, String why) {
      throw new IllegalStateException(why);
    }

    @Override
    public void onEnd(ClientFailure failure, String why) {
      throw new IllegalStateException(why);
    }
  }
}
