package io.headrace.rtmp.session;

import io.headrace.media.buffer.MemoryBudget;
import io.headrace.rtmp.RateLimit;
import io.headrace.rtmp.RtmpException;
import io.headrace.rtmp.RtmpException.Reason;
import io.headrace.rtmp.amf.AmfException;
import io.headrace.rtmp.amf.AmfValue;
import io.headrace.rtmp.amf.AmfWriter;
import io.headrace.rtmp.chunk.ChunkReader;
import io.headrace.rtmp.chunk.MessageSink;
import io.headrace.rtmp.handshake.ClientHandshake;
import io.headrace.rtmp.message.Command;
import io.headrace.rtmp.message.MessageType;
import io.headrace.rtmp.message.UserControl;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The client's side of one connection, Adobe RTMP 1.0 §7.2: plays one stream, in the order of
 * ffmpeg, or publishes one, in the order of OBS.
 *
 * <pre>
 * HANDSHAKE → CONNECTING → CREATING → STARTING → STREAMING; CLOSED from anywhere
 * </pre>
 *
 * <p>It ends once: with {@link ClientOutput#onEnd} or {@link ClientOutput#onReconnect}, whatever
 * the server does; nothing is thrown for the server's faults. Text of the server and names or keys
 * of ours are not put into messages. Thread: the connection's loop.
 */
public final class RtmpClientSession implements AutoCloseable {
  /** What the connection is for. */
  public enum Role {
    PLAY,
    PUBLISH
  }

  /** How far it has come. */
  public enum State {
    HANDSHAKE,
    CONNECTING,
    CREATING,
    STARTING,
    STREAMING,
    CLOSED
  }

  /** When to look again where no deadline runs. */
  private static final Duration IDLE = Duration.ofHours(1);

  private static final String SET_DATA_FRAME = "@setDataFrame";

  private final Role role;
  private final RtmpUrl url;
  private final ClientConfig config;
  private final ClientLimits limits;
  private final MemoryBudget budget;
  private final RandomGenerator random;
  private final ClientHandshake handshake;
  private final ChunkReader reader;
  private final MessageSink messages = this::onMessage;
  private final ClientRequests requests = new ClientRequests();
  private final AckWindow acks = new AckWindow();
  private final RateLimit commands;
  private final RateLimit changes;
  private final WaitingMessages waiting;

  private State state = State.HANDSHAKE;
  private long deadlineNs;
  private long bytesBeforeStart;
  private int streamId;
  private boolean bandwidthChecked;
  private boolean mediaSeen;
  private @Nullable MediaIngest ingest;
  private MediaStats lastStats = MediaStats.NONE;

  // Valid within receive().
  private long nowNs;
  private @Nullable ClientOutput output;

  /**
   * @param url where the connection leads; its name is what is played or published
   * @param budget what long messages draw on until they are complete, and frames that wait
   * @param nowNs when the connection was opened
   */
  public RtmpClientSession(
      Role role,
      RtmpUrl url,
      ClientConfig config,
      ByteBufAllocator allocator,
      MemoryBudget budget,
      RandomGenerator random,
      long nowNs) {
    this.role = role;
    this.url = url;
    this.config = config;
    this.limits = config.limits();
    this.budget = budget;
    this.random = random;
    this.handshake = new ClientHandshake(random);
    this.reader = new ChunkReader(config.chunks(), allocator, budget, nowNs);
    this.commands = new RateLimit(limits.commandsPerSecond(), nowNs);
    this.changes = new RateLimit(limits.changesPerSecond(), nowNs);
    this.waiting = new WaitingMessages(limits.waitingBytes());
    this.deadlineNs = nowNs + limits.handshake().toNanos();
  }

  public State state() {
    return state;
  }

  /** Bytes received so far. */
  public long receivedBytes() {
    return acks.receivedBytes();
  }

  /** Direct memory that unfinished and waiting messages hold. */
  public long heldBytes() {
    return reader.heldBytes() + waiting.bytes();
  }

  /** What became of the media that was received. */
  public MediaStats mediaStats() {
    return ingest == null ? lastStats : ingest.stats();
  }

  /** Says the first words. */
  public void start(ClientOutput out) {
    handshake.start(out.bytes());
  }

  /** Takes in all of {@code in}. Ownership: borrows {@code in}. */
  public void receive(ByteBuf in, long now, ClientOutput out) {
    nowNs = now;
    output = out;
    acks.received(in.readableBytes());
    try {
      countBeforeStart(in.readableBytes());
      if (state == State.HANDSHAKE) {
        handshake.receive(in, out.bytes());
        if (handshake.done()) {
          connect(out);
        }
      }
      // What follows the handshake in the same bytes is the chunk stream already.
      if (state != State.HANDSHAKE && state != State.CLOSED) {
        reader.read(in, now, messages);
      }
    } catch (RtmpException e) {
      end(ClientFailure.PROTOCOL, e.getMessage(), out);
    }
    in.skipBytes(in.readableBytes());
    if (state != State.CLOSED && state != State.HANDSHAKE && acks.due()) {
      requests.acknowledgement(out.bytes(), acks.acknowledge());
    }
  }

  /** The server has closed the connection. */
  public void onClosed(ClientOutput out) {
    String when = state == State.STREAMING ? "" : " before media flowed";
    end(ClientFailure.REMOTE_CLOSE, "the server closed the connection" + when, out);
  }

  /** When {@link #onTime} is due, unless something else happens before. */
  public long nextDeadlineNs() {
    return deadlineNs;
  }

  /** Acts on a deadline that has passed; calling it early is harmless. */
  public void onTime(long now, ClientOutput out) {
    nowNs = now;
    if (state == State.CLOSED || deadlineNs - now > 0) {
      return;
    }
    switch (state) {
      case HANDSHAKE -> late("no complete handshake", limits.handshake(), out);
      case CONNECTING -> late("no answer to connect", limits.connect(), out);
      case CREATING, STARTING -> late("no leave to start", limits.start(), out);
      default -> onSilence(out);
    }
  }

  /**
   * Gives what is received to {@code sink}, beginning with what has waited.
   *
   * @param originMs where its first timestamp lands on the stream's timeline
   */
  public void acceptMedia(IngestSink sink, long originMs, ClientOutput out) {
    if (state == State.CLOSED) {
      return;
    }
    if (!mediaSeen || ingest != null) {
      throw new IllegalStateException("media accepted in state " + state);
    }
    output = out;
    ingest = new MediaIngest(sink, originMs, budget, config.amf());
    try {
      waiting.drain(this::onMedia);
    } catch (RtmpException e) {
      end(ClientFailure.PROTOCOL, e.getMessage(), out);
    }
  }

  /**
   * Sends a frame or a decoder configuration once publishing has started. Ownership: borrows both
   * buffers and moves no index of {@code body}.
   *
   * @param type {@link MessageType#AUDIO} or {@link MessageType#VIDEO}
   * @param timestampMs modulo 2^32
   */
  public void writeMedia(int type, long timestampMs, ByteBuf body, ByteBuf out) {
    requests.message(out, type, streamId, timestampMs, body);
  }

  /**
   * Sends metadata, as an FLV script tag has them. Ownership: borrows both buffers and moves no
   * index of {@code script}.
   */
  public void writeMetadata(ByteBuf script, ByteBuf out) {
    ByteBuf body = Unpooled.buffer();
    AmfWriter.write(body, AmfValue.of(SET_DATA_FRAME));
    body.writeBytes(script, script.readerIndex(), script.readableBytes());
    requests.message(out, MessageType.DATA_AMF0, streamId, 0, body);
  }

  /** Says goodbye: what it plays or publishes is to stop. Nothing follows. */
  public void stop(ClientOutput out) {
    if (state == State.STREAMING || state == State.STARTING) {
      if (role == Role.PUBLISH) {
        requests.stopPublishing(out.bytes(), streamId, name());
      } else {
        requests.deleteStream(out.bytes(), streamId);
      }
    }
    close();
  }

  /** Releases what the session holds; nothing is sent, nobody is told. */
  @Override
  public void close() {
    leave();
    reader.close();
  }

  private void leave() {
    state = State.CLOSED;
    waiting.close();
    MediaIngest leaving = ingest;
    if (leaving != null) {
      lastStats = leaving.stats();
      ingest = null;
      leaving.close();
    }
  }

  private void end(ClientFailure failure, String why, ClientOutput out) {
    if (state != State.CLOSED) {
      leave();
      out.onEnd(failure, why);
    }
  }

  private void enter(State next, Duration deadline) {
    state = next;
    deadlineNs = nowNs + deadline.toNanos();
  }

  private void late(String what, Duration within, ClientOutput out) {
    end(ClientFailure.STALL, what + " within " + within.toMillis() + " ms", out);
  }

  private void onSilence(ClientOutput out) {
    if (role == Role.PUBLISH) {
      deadlineNs = nowNs + IDLE.toNanos();
    } else if (mediaSeen) {
      late("no audio or video", limits.silence(), out);
    } else {
      String why = "no audio or video within " + limits.firstMedia().toMillis() + " ms";
      end(ClientFailure.NOT_FOUND, why + ": nobody seems to publish there", out);
    }
  }

  private void countBeforeStart(int bytes) {
    if (state != State.STREAMING && state != State.CLOSED) {
      bytesBeforeStart += bytes;
      if (bytesBeforeStart > limits.bytesBeforeStart()) {
        throw new RtmpException(
            Reason.TOO_MUCH_BEFORE_PUBLISH,
            "bytes before media may flow: > " + limits.bytesBeforeStart());
      }
    }
  }

  private void connect(ClientOutput out) {
    enter(State.CONNECTING, limits.connect());
    if (role == Role.PUBLISH) {
      requests.chunkSize(out.bytes(), config.publishChunkBytes());
      requests.connectToPublish(out.bytes(), url);
    } else {
      requests.connectToPlay(out.bytes(), url);
    }
  }

  /** Ownership: takes {@code payload}. */
  private void onMessage(int type, int stream, long timestampMs, ByteBuf payload) {
    ClientOutput out = output;
    if (state == State.CLOSED || out == null) {
      payload.release();
      return;
    }
    switch (type) {
      case MessageType.AUDIO, MessageType.VIDEO, MessageType.DATA_AMF0, MessageType.DATA_AMF3 ->
          onMedia(type, stream, timestampMs, payload);
      case MessageType.AGGREGATE ->
          AggregateMessage.split(stream, timestampMs, payload, this::onMedia);
      default -> {
        try {
          onControl(type, payload, out);
        } catch (AmfException e) {
          throw new RtmpException(Reason.MALFORMED, e.getMessage());
        } finally {
          payload.release();
        }
      }
    }
  }

  private void onControl(int type, ByteBuf payload, ClientOutput out) {
    switch (type) {
      case MessageType.WINDOW_ACKNOWLEDGEMENT_SIZE -> {
        if (payload.readableBytes() >= Integer.BYTES) {
          acks.announced(payload.readUnsignedInt());
        }
      }
      case MessageType.USER_CONTROL -> onUserControl(payload, out);
      case MessageType.COMMAND_AMF0 -> onCommand(Command.read(payload, config.amf()), out);
      case MessageType.COMMAND_AMF3 -> {
        // A format byte; AMF0 values follow.
        payload.skipBytes(Math.min(1, payload.readableBytes()));
        onCommand(Command.read(payload, config.amf()), out);
      }
      default -> {} // The rest asks for nothing.
    }
  }

  private void onUserControl(ByteBuf payload, ClientOutput out) {
    if (payload.readableBytes() < Short.BYTES + Integer.BYTES) {
      return;
    }
    int event = payload.readUnsignedShort();
    if (event == UserControl.PING_REQUEST) {
      if (!commands.tryTake(nowNs)) {
        throw tooManyCommands();
      }
      requests.pong(out.bytes(), payload.readInt());
    } else if (event == UserControl.STREAM_EOF) {
      onRemoteEnd(out);
    }
  }

  /**
   * A message of the stream; there is one on this connection, so its number says nothing.
   * Ownership: takes {@code payload}.
   */
  private void onMedia(int type, int stream, long timestampMs, ByteBuf payload) {
    ClientOutput out = output;
    boolean video = type == MessageType.VIDEO;
    boolean media = video || type == MessageType.AUDIO;
    boolean expected = state == State.STREAMING || state == State.STARTING;
    if (out == null || role == Role.PUBLISH || !expected) {
      payload.release();
      return;
    }
    if (media) {
      onStarted(out);
      deadlineNs = nowNs + limits.silence().toNanos();
    }
    MediaIngest to = ingest;
    if (state == State.CLOSED) {
      payload.release();
    } else if (to == null) {
      await(media, type, stream, timestampMs, payload, out);
    } else if (media) {
      ingest(to, video, timestampMs, payload);
    } else {
      onData(to, type, timestampMs, payload);
    }
  }

  /** Ownership: takes {@code payload}. */
  private void await(
      boolean media, int type, int stream, long timestampMs, ByteBuf payload, ClientOutput out) {
    if (!waiting.offer(type, stream, timestampMs, payload)) {
      end(ClientFailure.BUSY, "media waits: > " + limits.waitingBytes() + " bytes", out);
    } else if (media && !mediaSeen) {
      mediaSeen = true;
      out.onMedia();
    }
  }

  /** Ownership: takes {@code body}. */
  private void ingest(MediaIngest to, boolean video, long timestampMs, ByteBuf body) {
    int configurations = to.configurations();
    if (video) {
      to.onVideo(timestampMs, body);
    } else {
      to.onAudio(timestampMs, body);
    }
    if (to.configurations() != configurations && !changes.tryTake(nowNs)) {
      throw new RtmpException(
          Reason.RATE, "changed configurations: > " + limits.changesPerSecond() + " per second");
    }
  }

  /** Ownership: takes {@code payload}. */
  private static void onData(MediaIngest to, int type, long timestampMs, ByteBuf payload) {
    if (type == MessageType.DATA_AMF3) {
      payload.skipBytes(Math.min(1, payload.readableBytes()));
    }
    to.onData(timestampMs, payload);
  }

  private void onCommand(Command command, ClientOutput out) {
    if (!commands.tryTake(nowNs)) {
      throw tooManyCommands();
    }
    switch (command.name()) {
      case "_result" -> onResult(command, out);
      case "_error" -> onError(command, out);
      case "onStatus" -> onStatus(ServerStatus.of(command.parameter(0)), out);
      case "onBWDone" -> {
        if (!bandwidthChecked) {
          bandwidthChecked = true;
          requests.checkBandwidth(out.bytes());
        }
      }
      case "_onbwcheck", "onbwcheck" -> requests.result(out.bytes(), command.transactionId());
      case "close" -> onClosed(out);
      default -> {} // onFCPublish, onFCSubscribe and others ask for nothing.
    }
  }

  private RtmpException tooManyCommands() {
    return new RtmpException(
        Reason.RATE, "commands: > " + limits.commandsPerSecond() + " per second");
  }

  private void onResult(Command command, ClientOutput out) {
    int transaction = (int) command.transactionId();
    if (transaction == ClientRequests.CONNECT && state == State.CONNECTING) {
      ServerStatus status = ServerStatus.of(command.parameter(0));
      if (status.isError()) {
        onConnectRefused(status, out);
      } else {
        createStream(out);
      }
    } else if (transaction == ClientRequests.CREATE_STREAM && state == State.CREATING) {
      if (!(command.parameter(0) instanceof AmfValue.Number number)) {
        throw new RtmpException(Reason.MALFORMED, "the answer to createStream has no number");
      }
      streamId = (int) number.value();
      // The deadline of createStream runs on.
      state = State.STARTING;
      if (role == Role.PUBLISH) {
        requests.publish(out.bytes(), streamId, name());
      } else {
        requests.play(out.bytes(), streamId, name());
      }
    } else if (transaction == ClientRequests.START && role == Role.PUBLISH) {
      onStarted(out);
    }
  }

  private void createStream(ClientOutput out) {
    enter(State.CREATING, limits.start());
    if (role == Role.PUBLISH) {
      requests.announcePublish(out.bytes(), name());
    } else {
      requests.windowAcknowledgementSize(out.bytes());
    }
    requests.createStream(out.bytes());
  }

  private void onError(Command command, ClientOutput out) {
    ServerStatus status = ServerStatus.of(command.parameter(0));
    switch ((int) command.transactionId()) {
      case ClientRequests.CONNECT -> onConnectRefused(status, out);
      case ClientRequests.CREATE_STREAM, ClientRequests.START -> onRefused(status, out);
      default -> {} // releaseStream, FCPublish and _checkbw are politeness.
    }
  }

  private void onConnectRefused(ServerStatus status, ClientOutput out) {
    if (status.redirect() != null) {
      reconnect(status.redirect(), "the server sends us elsewhere", out);
    } else if (AdobeAuth.isAskedFor(status.description())) {
      authenticate(status.description(), out);
    } else {
      onRefused(status, out);
    }
  }

  private void authenticate(String description, ClientOutput out) {
    RtmpUrl next = AdobeAuth.next(url, description, random);
    if (next != null) {
      leave();
      out.onReconnect(next, "the server asks for user and password");
    } else {
      String why =
          url.user().isEmpty()
              ? "the server asks for user and password (expected: rtmp://user:password@host/…)"
              : "the server does not accept user and password";
      end(ClientFailure.AUTH, why, out);
    }
  }

  private void onRefused(ServerStatus status, ClientOutput out) {
    end(
        ClientFailure.of(status.code(), status.description(), state == State.STREAMING),
        "the server refuses: " + ClientFailure.printable(status.code()),
        out);
  }

  private void onStatus(ServerStatus status, ClientOutput out) {
    switch (status.code()) {
      case "NetStream.Play.Start" -> {
        if (role == Role.PLAY) {
          onStarted(out);
        }
      }
      case "NetStream.Publish.Start" -> {
        if (role == Role.PUBLISH) {
          onStarted(out);
        }
      }
      case "NetStream.Play.UnpublishNotify", "NetStream.Play.Stop", "NetStream.Play.Complete" ->
          onRemoteEnd(out);
      case "NetConnection.Connect.ReconnectRequest" ->
          reconnect(status.tcUrl(), "the server asks to connect anew", out);
      default -> {
        if (status.isError()) {
          onRefused(status, out);
        }
      }
    }
  }

  private void onStarted(ClientOutput out) {
    if (state == State.STARTING) {
      enter(State.STREAMING, role == Role.PLAY ? limits.firstMedia() : IDLE);
      out.onStarted();
    }
  }

  private void onRemoteEnd(ClientOutput out) {
    if (role == Role.PLAY && state == State.STREAMING && mediaSeen) {
      end(ClientFailure.REMOTE_CLOSE, "the stream there is over", out);
    }
  }

  /**
   * @param tcUrl where to, absolute or relative; the same place where it is empty
   */
  private void reconnect(String tcUrl, String why, ClientOutput out) {
    RtmpUrl next;
    try {
      next = tcUrl.isEmpty() ? url : url.at(tcUrl);
    } catch (IllegalArgumentException e) {
      throw new RtmpException(Reason.MALFORMED, "redirect: " + e.getMessage());
    }
    if (!limits.otherHosts() && !next.host().equalsIgnoreCase(url.host())) {
      end(ClientFailure.PROTOCOL, "redirect: to another host (expected: the same)", out);
      return;
    }
    leave();
    out.onReconnect(next, why);
  }

  private AmfValue name() {
    return AmfValue.of(url.name());
  }
}
