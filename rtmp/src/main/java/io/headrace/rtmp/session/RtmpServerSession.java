package io.headrace.rtmp.session;

import io.headrace.media.buffer.MemoryBudget;
import io.headrace.rtmp.RtmpException;
import io.headrace.rtmp.RtmpException.Reason;
import io.headrace.rtmp.amf.AmfException;
import io.headrace.rtmp.amf.AmfLimits;
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
 * The server's side of one connection, Adobe RTMP 1.0 §7.2. {@code NetStream.Publish.Start} and
 * {@code NetStream.Play.Start} are sent only once the stream is the peer's to publish or play.
 *
 * <pre>
 * HANDSHAKE → CONNECTING → CONNECTED → AUTHORISING → PUBLISHING or PLAYING → CONNECTED …
 * CLOSED from anywhere
 * </pre>
 *
 * <p>After an exception the session is only to be closed. Thread: the connection's loop.
 */
public final class RtmpServerSession implements AutoCloseable {
  /** How far the peer has come. */
  public enum State {
    HANDSHAKE,
    CONNECTING,
    CONNECTED,
    AUTHORISING,
    PUBLISHING,
    PLAYING,
    CLOSED
  }

  private static final int NANOS_PER_MS = 1_000_000;

  private final SessionLimits limits;
  private final AmfLimits amfLimits;
  private final MemoryBudget budget;
  private final ServerHandshake handshake;
  private final ChunkReader reader;
  private final MessageSink messages = this::onMessage;
  private final Replies replies = new Replies();
  private final AckWindow acks = new AckWindow();
  private final Progress progress;
  private final ServerCommands commands;

  private @Nullable MediaIngest ingest;
  private MediaStats lastStats = MediaStats.NONE;

  // Valid within receive().
  private long nowNs;
  private @Nullable SessionOutput output;

  /**
   * @param budget what long messages draw on until they are complete, and frames that wait
   */
  public RtmpServerSession(
      SessionLimits limits,
      ChunkLimits chunkLimits,
      AmfLimits amfLimits,
      AdobeLogin login,
      ByteBufAllocator allocator,
      MemoryBudget budget,
      RandomGenerator random,
      long nowNs) {
    this.limits = limits;
    this.amfLimits = amfLimits;
    this.budget = budget;
    this.handshake = new ServerHandshake(random);
    this.reader = new ChunkReader(chunkLimits, allocator, budget, nowNs);
    this.progress = new Progress(limits, nowNs);
    this.commands =
        new ServerCommands(limits, login, progress, replies, new CommandEffects(), nowNs);
  }

  public State state() {
    return progress.state();
  }

  /** What the peer says of Enhanced RTMP. */
  public EnhancedCapabilities enhanced() {
    return commands.connection().enhanced();
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
    progress.received(in.readableBytes());
    if (progress.is(State.HANDSHAKE)) {
      handshake.receive(in, out.bytes());
      if (handshake.done()) {
        progress.enter(State.CONNECTING, limits.publish(), now);
      }
    }
    // What follows the handshake in the same bytes is the chunk stream already.
    if (isConversing()) {
      reader.read(in, now, messages);
    }
    in.skipBytes(in.readableBytes());
    if (isConversing() && acks.due()) {
      replies.acknowledgement(out.bytes(), acks.acknowledge());
    }
  }

  /** When {@link #onTime} is due, unless something else happens before. */
  public long nextDeadlineNs() {
    return progress.nextDueNs();
  }

  /**
   * Acts on deadlines that have passed; calling it early is harmless.
   *
   * @throws RtmpException TIMEOUT
   */
  public void onTime(long now, SessionOutput out) {
    if (progress.isClosed()) {
      return;
    }
    nowNs = now;
    if (progress.isOverdue(now)) {
      onDeadline(out);
    } else if (progress.takePing(now)) {
      replies.userControl(out.bytes(), UserControl.PING_REQUEST, (int) (now / NANOS_PER_MS));
    }
  }

  /**
   * The publication asked for with {@link SessionOutput#onPublish} is the peer's.
   *
   * @param originMs where its first timestamp lands on the stream's timeline
   */
  public void acceptPublish(IngestSink sink, long originMs, long now, SessionOutput out) {
    checkAuthorising();
    nowNs = now;
    ingest = new MediaIngest(sink, originMs, budget, amfLimits);
    progress.enter(State.PUBLISHING, limits.firstMedia(), now);
    replies.publishStarted(out.bytes(), commands.streamId());
  }

  /**
   * The peer may play what it asked for with {@link SessionOutput#onPlay} once it is there, for
   * which it may wait.
   *
   * @param within how long; then the answer is that there is no such stream
   */
  public void awaitStream(Duration within, long now) {
    checkAuthorising();
    progress.allow(within, now);
  }

  /** The peer plays; its media follow what this appends. */
  public void acceptPlay(long now, SessionOutput out) {
    checkAuthorising();
    progress.enter(State.PLAYING, limits.ping(), now);
    replies.playStarted(out.bytes(), commands.streamId());
  }

  /** The stream that the peer plays is over; another may be asked for. */
  public void endPlay(long now, SessionOutput out) {
    if (progress.is(State.PLAYING)) {
      progress.enter(State.CONNECTED, limits.publish(), now);
      replies.playEnded(out.bytes(), commands.streamId());
    }
  }

  /**
   * Refuses what was asked for, or ends it from our side, and closes the session.
   *
   * @param description for the peer's user; no names or keys
   */
  public void refuse(Rejection rejection, String description, SessionOutput out) {
    if (!progress.isClosed()) {
      replies.failure(out.bytes(), commands.streamId(), rejection.code(), description);
      close(description, out);
    }
  }

  /** Releases what the session holds; nothing is sent. */
  @Override
  public void close() {
    progress.close();
    endIngest();
    reader.close();
  }

  private void close(String why, SessionOutput out) {
    progress.close();
    endIngest();
    out.onClose(why);
  }

  private boolean isConversing() {
    return !progress.is(State.HANDSHAKE) && !progress.isClosed();
  }

  private void checkAuthorising() {
    if (!progress.is(State.AUTHORISING)) {
      throw new IllegalStateException("answered in state " + progress.state());
    }
  }

  private void onDeadline(SessionOutput out) {
    switch (progress.state()) {
      case HANDSHAKE -> throw timeout("no complete handshake", limits.handshake());
      case CONNECTING -> throw timeout("no connect command", limits.publish());
      case CONNECTED -> throw timeout("no publish or play command", limits.publish());
      case AUTHORISING -> {
        if (commands.wantsToPlay()) {
          refuse(Rejection.STREAM_NOT_FOUND, "No such stream came in time.", out);
        } else {
          refuse(Rejection.DENIED, "The server took too long to decide.", out);
        }
      }
      case PUBLISHING -> {
        boolean started = ingest != null && ingest.started();
        throw started
            ? timeout("no audio or video", limits.silence())
            : timeout("no audio or video that can be used", limits.firstMedia());
      }
      case PLAYING, CLOSED -> {}
    }
  }

  private static RtmpException timeout(String what, Duration within) {
    return new RtmpException(Reason.TIMEOUT, what + " within " + within.toMillis() + " ms");
  }

  /** Ownership: takes {@code payload}. */
  private void onMessage(int type, int streamId, long timestampMs, ByteBuf payload) {
    SessionOutput out = output;
    if (progress.isClosed() || out == null) {
      payload.release();
      return;
    }
    if (type == MessageType.AUDIO || type == MessageType.VIDEO) {
      onMedia(type == MessageType.VIDEO, streamId, timestampMs, payload, out);
      return;
    } else if (type == MessageType.AGGREGATE) {
      AggregateMessage.split(streamId, timestampMs, payload, messages);
      return;
    }
    try {
      switch (type) {
        case MessageType.WINDOW_ACKNOWLEDGEMENT_SIZE -> onWindow(payload);
        case MessageType.USER_CONTROL -> onUserControl(payload, out);
        case MessageType.COMMAND_AMF0, MessageType.COMMAND_AMF3 -> {
          progress.signalled(payload.readableBytes());
          skipFormatByte(type == MessageType.COMMAND_AMF3, payload);
          commands.onCommand(Command.read(payload, amfLimits), streamId, nowNs, out);
        }
        case MessageType.DATA_AMF0, MessageType.DATA_AMF3 -> {
          progress.signalled(payload.readableBytes());
          progress.receivedUnasked(payload.readableBytes());
          skipFormatByte(type == MessageType.DATA_AMF3, payload);
          onData(timestampMs, payload);
        }
        case MessageType.ACKNOWLEDGEMENT, MessageType.SET_PEER_BANDWIDTH -> {}
        default -> progress.receivedUnasked(payload.readableBytes());
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
    boolean ours = commands.streamId() == 0 || streamId == commands.streamId();
    if (to == null || !ours) {
      int bytes = body.readableBytes();
      body.release();
      progress.receivedUnasked(bytes);
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
        commands.countChange(nowNs);
      }
      if (to.started()) {
        progress.allow(limits.silence(), nowNs);
      }
    } catch (RtmpException e) {
      refuse(Rejection.REJECTED, e.getMessage(), out);
    }
  }

  private void onData(long timestampMs, ByteBuf payload) {
    MediaIngest to = ingest;
    if (to != null) {
      to.onData(timestampMs, payload.retain());
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
      commands.count(nowNs);
      replies.userControl(out.bytes(), UserControl.PING_RESPONSE, payload.readInt());
    }
  }

  private void stopStreaming(SessionOutput out) {
    if (!progress.isStreaming() && !progress.is(State.AUTHORISING)) {
      return;
    }
    endIngest();
    progress.enter(State.CONNECTED, limits.publish(), nowNs);
    if (commands.wantsToPlay()) {
      out.onPlayStopped();
    } else {
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

  private final class CommandEffects implements ServerCommands.Effects {
    @Override
    public void stopStreaming(SessionOutput out) {
      RtmpServerSession.this.stopStreaming(out);
    }

    @Override
    public void close(String why, SessionOutput out) {
      RtmpServerSession.this.close(why, out);
    }
  }
}
