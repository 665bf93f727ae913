package io.headrace.rtmp.session;

import io.headrace.media.codec.TrackKind;
import io.headrace.rtmp.RateLimit;
import io.headrace.rtmp.RtmpException;
import io.headrace.rtmp.RtmpException.Reason;
import io.headrace.rtmp.amf.AmfValue;
import io.headrace.rtmp.message.Command;
import io.headrace.rtmp.session.RtmpServerSession.State;
import org.jspecify.annotations.Nullable;

/**
 * What a client may command, Adobe RTMP 1.0 §7.2, and what encoders and players really send.
 * Between connect and publish or play commands are taken in any order, and each is answered with
 * its own transaction id, 0 included: GStreamer numbers nothing, and some appliances wait for
 * answers that others do without.
 *
 * <p>Text of the peer (names, queries, keys) is neither answered nor put into messages. Thread: the
 * connection's loop.
 */
final class ServerCommands {
  /** Every createStream is answered with this, so that all players can be sent the same bytes. */
  static final int STREAM_ID = 1;

  /** What the session does when a command says so. */
  interface Effects {
    void stopStreaming(SessionOutput out);

    void close(String why, SessionOutput out);
  }

  private final SessionLimits limits;
  private final AdobeLogin login;
  private final Progress progress;
  private final Replies replies;
  private final Effects effects;
  private final RateLimit commands;
  private final RateLimit changes;

  private ConnectRequest connection = ConnectRequest.NONE;
  private int createdStreams;
  private int streamId;
  private boolean wantsToPlay;

  ServerCommands(
      SessionLimits limits,
      AdobeLogin login,
      Progress progress,
      Replies replies,
      Effects effects,
      long nowNs) {
    this.limits = limits;
    this.login = login;
    this.progress = progress;
    this.replies = replies;
    this.effects = effects;
    this.commands = new RateLimit(limits.commandsPerSecond(), nowNs);
    this.changes = new RateLimit(limits.changesPerSecond(), nowNs);
  }

  /** What the client said when it connected. */
  ConnectRequest connection() {
    return connection;
  }

  /** The message stream that is published or played, as the client numbers it. */
  int streamId() {
    return streamId;
  }

  /** Whether the last request was one to play. */
  boolean wantsToPlay() {
    return wantsToPlay;
  }

  /**
   * @throws RtmpException for too many commands, and for one before connect
   */
  void onCommand(Command command, int onStreamId, long nowNs, SessionOutput out) {
    count(nowNs);
    if (progress.is(State.CONNECTING)) {
      onConnect(command, nowNs, out);
      return;
    }
    double transactionId = command.transactionId();
    switch (command.name()) {
      case "createStream" -> onCreateStream(transactionId, out);
      case "publish" -> onPublish(command, onStreamId, nowNs, out);
      case "play", "play2" -> onPlay(command, onStreamId, nowNs, out);
      case "releaseStream", "_checkbw" ->
          replies.result(out.bytes(), transactionId, AmfValue.UNDEFINED);
      case "getStreamLength" -> replies.result(out.bytes(), transactionId, AmfValue.of(0));
      case "FCPublish" ->
          replyAndNotify(transactionId, "onFCPublish", "NetStream.Publish.Start", out);
      case "FCSubscribe" ->
          replyAndNotify(transactionId, "onFCSubscribe", "NetStream.Play.Start", out);
      case "FCUnpublish" -> {
        replyAndNotify(transactionId, "onFCUnpublish", "NetStream.Unpublish.Success", out);
        effects.stopStreaming(out);
      }
      case "FCUnsubscribe" -> {
        replyAndNotify(transactionId, "onFCUnsubscribe", "NetStream.Play.Stop", out);
        effects.stopStreaming(out);
      }
      // The argument of deleteStream is a number, a name, or missing; there is but one stream.
      case "deleteStream", "closeStream" -> effects.stopStreaming(out);
      case "pause", "pauseRaw" -> onPause(command, out);
      case "seek" -> onSeek(out);
      case "receiveAudio" -> onReceive(TrackKind.AUDIO, command, out);
      case "receiveVideo" -> onReceive(TrackKind.VIDEO, command, out);
      // Answers to us.
      case "_result", "_error", "onStatus" -> {}
      default -> {
        if (transactionId != 0) {
          replies.callFailed(out.bytes(), transactionId);
        }
      }
    }
  }

  /**
   * Something came that is answered.
   *
   * @throws RtmpException RATE
   */
  void count(long nowNs) {
    if (!commands.tryTake(nowNs)) {
      throw new RtmpException(
          Reason.RATE, "commands: > " + limits.commandsPerSecond() + " per second");
    }
  }

  private void replyAndNotify(
      double transactionId, String notification, String code, SessionOutput out) {
    replies.result(out.bytes(), transactionId, AmfValue.UNDEFINED);
    replies.notification(out.bytes(), notification, code);
  }

  private void onConnect(Command command, long nowNs, SessionOutput out) {
    if (!command.name().equals("connect")) {
      throw new RtmpException(Reason.MALFORMED, "a command before connect");
    }
    ConnectRequest request;
    try {
      request = ConnectRequest.of(command, limits);
    } catch (IllegalArgumentException e) {
      rejectConnect(command, String.valueOf(e.getMessage()), out);
      return;
    }
    if (login.isDue(request)) {
      String refusal = login.refusal(request, nowNs);
      if (refusal != null) {
        replies.connectRejected(out.bytes(), command.transactionId(), refusal);
        effects.close("a user and a password are needed", out);
        return;
      }
    }
    connection = request;
    replies.connected(out.bytes(), command.transactionId(), request);
    progress.connected();
  }

  private void rejectConnect(Command command, String description, SessionOutput out) {
    replies.connectRejected(out.bytes(), command.transactionId(), description);
    effects.close(description, out);
  }

  private void onCreateStream(double transactionId, SessionOutput out) {
    if (++createdStreams > limits.createStreams()) {
      throw new RtmpException(Reason.RATE, "createStream commands: > " + limits.createStreams());
    }
    replies.result(out.bytes(), transactionId, AmfValue.of(STREAM_ID));
  }

  private void onPublish(Command command, int onStreamId, long nowNs, SessionOutput out) {
    streamId = onStreamId;
    wantsToPlay = false;
    if (!progress.is(State.CONNECTED)) {
      refuse(Rejection.BAD_NAME, "This connection publishes or plays already.", out);
      return;
    }
    StreamRequest request = request(command.parameter(0).asText(), out);
    if (request != null) {
      ask(nowNs);
      out.onPublish(request);
    }
  }

  private void onPlay(Command command, int onStreamId, long nowNs, SessionOutput out) {
    streamId = onStreamId;
    if (progress.is(State.PLAYING)) {
      // Another name on the same stream: a switch.
      effects.stopStreaming(out);
    }
    wantsToPlay = true;
    if (!progress.is(State.CONNECTED)) {
      refuse(Rejection.PLAY_FAILED, "This connection publishes or plays already.", out);
      return;
    }
    String name = command.parameter(0).asText();
    StreamRequest request = request(name == null ? null : StreamNames.played(name), out);
    if (request != null) {
      ask(nowNs);
      out.onPlay(request);
    }
  }

  /** Counts the request and waits for its answer. */
  private void ask(long nowNs) {
    countChange(nowNs);
    progress.enter(State.AUTHORISING, limits.authorisation(), nowNs);
  }

  /** Null when the request was refused. */
  private @Nullable StreamRequest request(@Nullable String name, SessionOutput out) {
    Rejection refusal = wantsToPlay ? Rejection.PLAY_FAILED : Rejection.BAD_NAME;
    if (name == null || name.length() > limits.nameLength()) {
      String description =
          "Stream name: missing, or longer than " + limits.nameLength() + " characters.";
      refuse(refusal, description, out);
      return null;
    }
    try {
      return new StreamRequest(
          StreamNames.path(connection.app(), name, limits.defaultApp()),
          StreamNames.parameters(connection, name, limits.parameterLength()),
          login.isDue(connection) ? connection.parameter("user") : null);
    } catch (IllegalArgumentException e) {
      refuse(refusal, String.valueOf(e.getMessage()), out);
      return null;
    }
  }

  private void refuse(Rejection rejection, String description, SessionOutput out) {
    replies.failure(out.bytes(), streamId, rejection.code(), description);
    effects.close(description, out);
  }

  /**
   * Something was begun that costs a line in the log and a new start for viewers.
   *
   * @throws RtmpException RATE
   */
  void countChange(long nowNs) {
    if (!changes.tryTake(nowNs)) {
      throw new RtmpException(
          Reason.RATE,
          "publications and changed configurations: > "
              + limits.changesPerSecond()
              + " per second");
    }
  }

  private void onPause(Command command, SessionOutput out) {
    if (progress.is(State.PLAYING)) {
      boolean paused = !(command.parameter(0) instanceof AmfValue.Bool bool) || bool.value();
      replies.status(
          out.bytes(),
          streamId,
          paused ? "NetStream.Pause.Notify" : "NetStream.Unpause.Notify",
          paused ? "Paused." : "Playing on from the next key frame.");
      out.onPause(paused);
    }
  }

  /** Live streams cannot be sought in; the answer is what players wait for. */
  private void onSeek(SessionOutput out) {
    if (progress.is(State.PLAYING)) {
      replies.status(out.bytes(), streamId, "NetStream.Seek.Notify", "A live stream plays on.");
    }
  }

  /** §7.2.2.4 and §7.2.2.5. */
  private void onReceive(TrackKind kind, Command command, SessionOutput out) {
    if (progress.is(State.PLAYING)) {
      boolean wanted = !(command.parameter(0) instanceof AmfValue.Bool bool) || bool.value();
      if (wanted) {
        replies.status(out.bytes(), streamId, "NetStream.Seek.Notify", "A live stream plays on.");
        replies.status(out.bytes(), streamId, "NetStream.Play.Start", "Playing.");
      }
      out.onReceive(kind, wanted);
    }
  }
}
