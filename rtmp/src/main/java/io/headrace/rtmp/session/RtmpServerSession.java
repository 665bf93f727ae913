package io.headrace.rtmp.session;

import io.headrace.media.hub.StreamPath;
import io.headrace.rtmp.RateLimit;
import io.headrace.rtmp.RtmpException;
import io.headrace.rtmp.RtmpException.Reason;
import io.headrace.rtmp.amf.AmfException;
import io.headrace.rtmp.amf.AmfLimits;
import io.headrace.rtmp.amf.AmfValue;
import io.headrace.rtmp.chunk.ChunkLimits;
import io.headrace.rtmp.chunk.ChunkReader;
import io.headrace.rtmp.chunk.MessageSink;
import io.headrace.rtmp.handshake.ServerHandshake;
import io.headrace.rtmp.message.Command;
import io.headrace.rtmp.message.MessageType;
import io.headrace.rtmp.message.UserControl;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The server's side of one publishing connection, Adobe RTMP 1.0 §7.2. Commands are taken in any
 * order between connect and publish, each is answered, and {@code NetStream.Publish.Start} is sent
 * only once the publication is the peer's.
 *
 * <pre>
 * HANDSHAKE → CONNECTING → CONNECTED → AUTHORISING → PUBLISHING → CONNECTED …; CLOSED from anywhere
 * </pre>
 *
 * <p>Text of the peer (names, queries, keys) is neither answered nor put into messages. After an
 * exception the session is only to be closed. Thread: the connection's loop.
 */
public final class RtmpServerSession implements AutoCloseable {
  /** How far the peer has come. */
  public enum State {
    HANDSHAKE,
    CONNECTING,
    CONNECTED,
    AUTHORISING,
    PUBLISHING,
    CLOSED
  }

  private static final double STREAM_ID = 1;
  private static final int AMF3_ENCODING = 3;
  private static final int NANOS_PER_MS = 1_000_000;

  private final SessionLimits limits;
  private final AmfLimits amfLimits;
  private final ServerHandshake handshake;
  private final ChunkReader reader;
  private final MessageSink messages = this::onMessage;
  private final Replies replies = new Replies();
  private final AckWindow acks = new AckWindow();
  private final RateLimit commands;
  private final RateLimit changes;

  private State state = State.HANDSHAKE;
  private long deadlineNs;
  private long nextPingNs;
  private long unpublishedBytes;
  private int createdStreams;
  private String app = "";
  private int publishedStreamId;
  private @Nullable MediaIngest ingest;
  private MediaStats lastStats = MediaStats.NONE;

  // Valid within receive().
  private long nowNs;
  private @Nullable SessionOutput output;

  public RtmpServerSession(
      SessionLimits limits,
      ChunkLimits chunkLimits,
      AmfLimits amfLimits,
      ByteBufAllocator allocator,
      RandomGenerator random,
      long nowNs) {
    this.limits = limits;
    this.amfLimits = amfLimits;
    this.handshake = new ServerHandshake(random);
    this.reader = new ChunkReader(chunkLimits, allocator, nowNs);
    this.commands = new RateLimit(limits.commandsPerSecond(), nowNs);
    this.changes = new RateLimit(limits.changesPerSecond(), nowNs);
    this.deadlineNs = nowNs + limits.handshake().toNanos();
  }

  public State state() {
    return state;
  }

  /** Bytes received so far. */
  public long receivedBytes() {
    return acks.receivedBytes();
  }

  /** Direct memory that unfinished messages hold. */
  public long heldBytes() {
    return reader.heldBytes();
  }

  /** What became of the media of the present, or else the last publication. */
  public MediaStats mediaStats() {
    return ingest == null ? lastStats : ingest.stats();
  }

  /**
   * Takes in all of {@code in}. Ownership: borrows {@code in}.
   *
   * @throws RtmpException when the peer broke the protocol, a limit or a deadline
   */
  public void receive(ByteBuf in, long now, SessionOutput out) {
    nowNs = now;
    output = out;
    acks.received(in.readableBytes());
    countUnpublished(in.readableBytes());
    if (state == State.HANDSHAKE) {
      handshake.receive(in, out.bytes());
      if (handshake.done()) {
        enter(State.CONNECTING, limits.publish());
      }
    }
    // What follows the handshake in the same bytes is the chunk stream already.
    if (state != State.HANDSHAKE && state != State.CLOSED) {
      reader.read(in, now, messages);
    }
    in.skipBytes(in.readableBytes());
    if (state != State.CLOSED && state != State.HANDSHAKE && acks.due()) {
      replies.acknowledgement(out.bytes(), acks.acknowledge());
    }
  }

  /** When {@link #onTime} is due, unless something else happens before. */
  public long nextDeadlineNs() {
    return state == State.PUBLISHING && nextPingNs - deadlineNs < 0 ? nextPingNs : deadlineNs;
  }

  /**
   * Acts on deadlines that have passed; calling it early is harmless.
   *
   * @throws RtmpException TIMEOUT
   */
  public void onTime(long now, SessionOutput out) {
    if (state == State.CLOSED) {
      return;
    }
    nowNs = now;
    if (deadlineNs - now <= 0) {
      onDeadline(out);
    } else if (state == State.PUBLISHING && nextPingNs - now <= 0) {
      nextPingNs = now + limits.ping().toNanos();
      replies.userControl(out.bytes(), UserControl.PING_REQUEST, (int) (now / NANOS_PER_MS));
    }
  }

  /**
   * The publication asked for with {@link SessionOutput#onPublish} is the peer's.
   *
   * @param originMs where its first timestamp lands on the stream's timeline
   */
  public void acceptPublish(IngestSink sink, long originMs, long now, SessionOutput out) {
    if (state != State.AUTHORISING) {
      throw new IllegalStateException("accepted in state " + state);
    }
    nowNs = now;
    ingest = new MediaIngest(sink, originMs);
    nextPingNs = now + limits.ping().toNanos();
    enter(State.PUBLISHING, limits.firstMedia());
    replies.publishStarted(out.bytes(), publishedStreamId);
  }

  /**
   * Refuses what was asked for, or ends the publication from our side, and closes the session.
   *
   * @param description for the peer's user; no names or keys
   */
  public void refuse(Rejection rejection, String description, SessionOutput out) {
    if (state == State.CLOSED) {
      return;
    }
    replies.failure(out.bytes(), publishedStreamId, rejection.code(), description);
    close(description, out);
  }

  /** Releases what the session holds; nothing is sent. */
  @Override
  public void close() {
    state = State.CLOSED;
    endIngest();
    reader.close();
  }

  private void close(String why, SessionOutput out) {
    state = State.CLOSED;
    endIngest();
    out.onClose(why);
  }

  private void enter(State next, Duration deadline) {
    state = next;
    deadlineNs = nowNs + deadline.toNanos();
    unpublishedBytes = 0;
  }

  private void countUnpublished(int bytes) {
    if (state != State.PUBLISHING && state != State.CLOSED) {
      unpublishedBytes += bytes;
      if (unpublishedBytes > limits.bytesBeforePublish()) {
        throw new RtmpException(
            Reason.TOO_MUCH_BEFORE_PUBLISH,
            "bytes before publishing: > " + limits.bytesBeforePublish());
      }
    }
  }

  private void onDeadline(SessionOutput out) {
    switch (state) {
      case HANDSHAKE -> throw timeout("no complete handshake", limits.handshake());
      case CONNECTING -> throw timeout("no connect command", limits.publish());
      case CONNECTED -> throw timeout("no publish command", limits.publish());
      case AUTHORISING -> refuse(Rejection.DENIED, "The server took too long to decide.", out);
      case PUBLISHING -> {
        boolean started = ingest != null && ingest.started();
        throw started
            ? timeout("no audio or video", limits.silence())
            : timeout("no audio or video that can be used", limits.firstMedia());
      }
      case CLOSED -> {}
    }
  }

  private static RtmpException timeout(String what, Duration within) {
    return new RtmpException(Reason.TIMEOUT, what + " within " + within.toMillis() + " ms");
  }

  /** Ownership: takes {@code payload}. */
  private void onMessage(int type, int streamId, long timestampMs, ByteBuf payload) {
    SessionOutput out = output;
    if (state == State.CLOSED || out == null) {
      payload.release();
      return;
    }
    if (type == MessageType.AUDIO || type == MessageType.VIDEO) {
      onMedia(type == MessageType.VIDEO, streamId, timestampMs, payload, out);
      return;
    }
    try {
      switch (type) {
        case MessageType.WINDOW_ACKNOWLEDGEMENT_SIZE -> onWindow(payload);
        case MessageType.USER_CONTROL -> onUserControl(payload, out);
        case MessageType.COMMAND_AMF0, MessageType.COMMAND_AMF3 -> {
          skipFormatByte(type == MessageType.COMMAND_AMF3, payload);
          onCommand(Command.read(payload, amfLimits), streamId, out);
        }
        case MessageType.DATA_AMF0, MessageType.DATA_AMF3 -> {
          skipFormatByte(type == MessageType.DATA_AMF3, payload);
          onData(payload, out);
        }
        default -> {} // Others say nothing to a server that receives.
      }
    } catch (AmfException e) {
      throw new RtmpException(Reason.MALFORMED, e.getMessage());
    } finally {
      payload.release();
    }
  }

  /** AMF3 messages begin with a format byte; AMF0 values follow. */
  private static void skipFormatByte(boolean amf3, ByteBuf payload) {
    if (amf3 && payload.isReadable()) {
      payload.skipBytes(1);
    }
  }

  /** Ownership: takes {@code body}. */
  private void onMedia(
      boolean video, int streamId, long timestampMs, ByteBuf body, SessionOutput out) {
    MediaIngest to = ingest;
    boolean ours = publishedStreamId == 0 || streamId == publishedStreamId;
    if (to == null || !ours) {
      body.release();
      return;
    }
    int configurations = to.configurations();
    try {
      if (video) {
        to.onVideo(timestampMs, body);
      } else {
        to.onAudio(timestampMs, body);
      }
      if (to.configurations() != configurations) {
        countChange();
      }
      if (to.started()) {
        deadlineNs = nowNs + limits.silence().toNanos();
      }
    } catch (RtmpException e) {
      refuse(Rejection.REJECTED, e.getMessage(), out);
    }
  }

  private void onData(ByteBuf payload, SessionOutput out) {
    MediaIngest to = ingest;
    if (to == null || to.started()) {
      return;
    }
    StreamMetadata metadata = StreamMetadata.read(payload, amfLimits);
    if (metadata != null) {
      try {
        to.onMetadata(metadata);
      } catch (RtmpException e) {
        refuse(Rejection.REJECTED, e.getMessage(), out);
      }
    }
  }

  private void onWindow(ByteBuf payload) {
    if (payload.readableBytes() >= Integer.BYTES) {
      acks.announced(payload.readUnsignedInt());
    }
  }

  private void onUserControl(ByteBuf payload, SessionOutput out) {
    if (payload.readableBytes() >= Short.BYTES + Integer.BYTES
        && payload.readUnsignedShort() == UserControl.PING_REQUEST) {
      replies.userControl(out.bytes(), UserControl.PING_RESPONSE, payload.readInt());
    }
  }

  private void onCommand(Command command, int streamId, SessionOutput out) {
    if (!commands.tryTake(nowNs)) {
      throw new RtmpException(
          Reason.RATE, "commands: > " + limits.commandsPerSecond() + " per second");
    }
    double transactionId = command.transactionId();
    if (state == State.CONNECTING) {
      onConnect(command, out);
      return;
    }
    switch (command.name()) {
      case "createStream" -> onCreateStream(transactionId, out);
      case "publish" -> onPublish(command, streamId, out);
      case "releaseStream", "_checkbw" ->
          replies.result(out.bytes(), transactionId, AmfValue.UNDEFINED);
      case "FCPublish" -> {
        replies.result(out.bytes(), transactionId, AmfValue.UNDEFINED);
        replies.notification(out.bytes(), "onFCPublish", "NetStream.Publish.Start");
      }
      case "FCUnpublish" -> {
        replies.result(out.bytes(), transactionId, AmfValue.UNDEFINED);
        replies.notification(out.bytes(), "onFCUnpublish", "NetStream.Unpublish.Success");
        onUnpublish(out);
      }
      case "deleteStream", "closeStream" -> onUnpublish(out);
      case "play", "play2" -> {
        String description = "This server offers no playback by RTMP; use its HLS address.";
        replies.failure(out.bytes(), streamId, "NetStream.Play.Failed", description);
        close("the client wants to play, which RTMP does not offer here", out);
      }
      // Answers to us.
      case "_result", "_error", "onStatus" -> {}
      default -> {
        if (transactionId != 0) {
          replies.callFailed(out.bytes(), transactionId);
        }
      }
    }
  }

  private void onConnect(Command command, SessionOutput out) {
    if (!command.name().equals("connect")) {
      throw new RtmpException(Reason.MALFORMED, "a command before connect");
    }
    var properties = command.commandObject().asProperties();
    AmfValue name = properties.get("app");
    String text = name == null ? null : name.asText();
    app = text == null ? "" : text;
    if (app.length() > limits.appLength()) {
      String description =
          "Application name: "
              + app.length()
              + " characters (expected: <= "
              + limits.appLength()
              + ").";
      replies.connectRejected(out.bytes(), command.transactionId(), description);
      close(description, out);
      return;
    }
    boolean amf3 =
        properties.get("objectEncoding") instanceof AmfValue.Number encoding
            && encoding.value() == AMF3_ENCODING;
    replies.connected(out.bytes(), command.transactionId(), amf3 ? AMF3_ENCODING : 0);
    // The deadline of publishing runs on.
    state = State.CONNECTED;
  }

  private void onCreateStream(double transactionId, SessionOutput out) {
    if (++createdStreams > limits.createStreams()) {
      throw new RtmpException(Reason.RATE, "createStream commands: > " + limits.createStreams());
    }
    replies.result(out.bytes(), transactionId, AmfValue.of(STREAM_ID));
  }

  private void onPublish(Command command, int streamId, SessionOutput out) {
    if (state != State.CONNECTED) {
      refuse(Rejection.BAD_NAME, "This connection publishes already.", out);
      return;
    }
    countChange();
    publishedStreamId = streamId;
    String name = command.parameter(0).asText();
    if (name == null || name.length() > limits.nameLength()) {
      String description =
          "Stream name: missing, or longer than " + limits.nameLength() + " characters.";
      refuse(Rejection.BAD_NAME, description, out);
      return;
    }
    StreamPath path;
    try {
      path = StreamNames.path(app, name);
    } catch (IllegalArgumentException e) {
      refuse(Rejection.BAD_NAME, String.valueOf(e.getMessage()), out);
      return;
    }
    enter(State.AUTHORISING, limits.authorisation());
    out.onPublish(path);
  }

  private void countChange() {
    if (!changes.tryTake(nowNs)) {
      throw new RtmpException(
          Reason.RATE,
          "publications and changed configurations: > "
              + limits.changesPerSecond()
              + " per second");
    }
  }

  private void onUnpublish(SessionOutput out) {
    if (state == State.PUBLISHING) {
      endIngest();
      enter(State.CONNECTED, limits.publish());
      out.onUnpublish();
    }
  }

  private void endIngest() {
    MediaIngest ending = ingest;
    if (ending != null) {
      lastStats = ending.stats();
      ending.close();
      ingest = null;
    }
  }
}
