package io.headrace.rtmp.netty;

import io.headrace.media.access.AccessDecision;
import io.headrace.media.access.AccessRequest;
import io.headrace.media.codec.TrackKind;
import io.headrace.media.hub.LiveStream;
import io.headrace.media.hub.StreamPath;
import io.headrace.media.hub.StreamState;
import io.headrace.media.hub.StreamWaiters;
import io.headrace.rtmp.relay.PlayRelays;
import io.headrace.rtmp.relay.Playback;
import io.headrace.rtmp.relay.RelayPlayer;
import io.headrace.rtmp.session.EnhancedCapabilities;
import io.headrace.rtmp.session.Rejection;
import io.headrace.rtmp.session.RtmpServerSession.State;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One stream that a connection plays, from the question whether it is allowed to its end. Thread:
 * the connection's loop, which is a delivery loop by then.
 */
final class PlayingPeer implements RelayPlayer {
  private static final Logger log = LoggerFactory.getLogger(PlayingPeer.class);

  /** The parameter of a player that wants all tracks without having announced that it can. */
  private static final String TRACKS = "tracks";

  private final RtmpServerHandler connection;
  private final RtmpServices services;
  private final PlayRelays relays;
  private final StreamPath path;
  private final boolean allTracks;
  private StreamWaiters.@Nullable Waiter waiter;
  private @Nullable Playback playback;
  private long startedNs;
  private boolean over;

  PlayingPeer(
      RtmpServerHandler connection,
      RtmpServices services,
      PlayRelays relays,
      AccessRequest request,
      EnhancedCapabilities enhanced) {
    this.connection = connection;
    this.services = services;
    this.relays = relays;
    this.path = request.path();
    this.allTracks =
        enhanced.has(EnhancedCapabilities.MULTITRACK)
            || "all".equals(request.parameters().get(TRACKS));
  }

  /** Asks for leave, then looks for the stream. */
  void ask(AccessRequest request) {
    connection.authorise(request, this::onDecision);
  }

  /** Nothing more is played. Does nothing the second time. */
  void end(String why) {
    over = true;
    if (waiter != null) {
      waiter.cancel();
      waiter = null;
    }
    Playback ending = playback;
    if (ending != null) {
      playback = null;
      ending.leave();
      log.info(
          "RTMP {}: played {} for {} s: {}",
          connection.peer(),
          path,
          Duration.ofNanos(connection.loop().nowNs() - startedNs).toSeconds(),
          why);
    }
  }

  void pause(boolean paused) {
    if (playback != null) {
      playback.pause(paused);
    }
  }

  void receive(TrackKind kind, boolean wanted) {
    if (playback != null && kind == TrackKind.VIDEO) {
      playback.receiveVideo(wanted);
    } else if (playback != null) {
      playback.receiveAudio(wanted);
    }
  }

  private void onDecision(AccessDecision decision) {
    if (isGone()) {
      return;
    }
    if (decision instanceof AccessDecision.Denied denied) {
      connection.refuse(Rejection.PLAY_FAILED, denied.message());
      return;
    }
    // Also for a stream that is held: its source may have stopped because nobody watched.
    boolean comes = services.demand().demand(path);
    LiveStream present = services.hub().find(path);
    if (present != null && isPlayable(present)) {
      start(present);
      return;
    }
    boolean isNear = comes || present != null;
    Duration patience =
        isNear ? services.config().pullPatience() : services.config().playPatience();
    if (patience.isZero()) {
      connection.refuse(Rejection.STREAM_NOT_FOUND, "No such stream.");
      return;
    }
    connection.session().awaitStream(patience, connection.loop().nowNs());
    connection.rearm();
    waiter = services.hub().await(path, connection.loop(), this::onArrived);
  }

  /** A stream that is held may come back any moment; what plays it waits. */
  private static boolean isPlayable(LiveStream present) {
    return present.state() == StreamState.LIVE || present.state() == StreamState.HELD;
  }

  private void onArrived(LiveStream arrived) {
    waiter = null;
    if (!isGone()) {
      start(arrived);
    }
  }

  private void start(LiveStream present) {
    startedNs = connection.loop().nowNs();
    connection.session().acceptPlay(startedNs, connection);
    connection.sendAnswers();
    connection.rearm();
    if (over) {
      return; // Its connection broke at the answer.
    }
    log.info("RTMP {}: plays {}", connection.peer(), path);
    playback = relays.join(present, this, services.config().play().options(allTracks));
  }

  private boolean isGone() {
    return over || connection.session().state() != State.AUTHORISING;
  }

  @Override
  public void write(ByteBuf chunks) {
    connection.writeMedia(chunks);
  }

  @Override
  public void flush() {
    connection.flushMedia();
  }

  @Override
  public long unsentBytes() {
    return connection.unsentBytes();
  }

  @Override
  public void onHeld() {
    log.debug("RTMP {}: {} is held", connection.peer(), path);
  }

  @Override
  public void onLive() {
    log.debug("RTMP {}: {} is live", connection.peer(), path);
  }

  @Override
  public void onEnded() {
    end("the stream is over");
    connection.session().endPlay(connection.loop().nowNs(), connection);
    connection.sendAnswers();
    connection.rearm();
  }

  @Override
  public void onNothingToPlay() {
    connection.refuse(
        Rejection.PLAY_FAILED, "The stream has no track that this player says it can receive.");
  }

  @Override
  public void onTooSlow(String why) {
    connection.closeSlow(why);
  }
}
