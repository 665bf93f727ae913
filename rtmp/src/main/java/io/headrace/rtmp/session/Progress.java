package io.headrace.rtmp.session;

import io.headrace.rtmp.RtmpException;
import io.headrace.rtmp.RtmpException.Reason;
import io.headrace.rtmp.session.RtmpServerSession.State;
import java.time.Duration;

/**
 * How far a peer has come, until when it must come further, and how much it has sent without being
 * allowed to stream. Thread: the connection's loop.
 */
final class Progress {
  private final SessionLimits limits;
  private State state = State.HANDSHAKE;
  private long deadlineNs;
  private long nextPingNs;
  private long idleBytes;
  private int idleSignallingBytes;

  Progress(SessionLimits limits, long nowNs) {
    this.limits = limits;
    this.deadlineNs = nowNs + limits.handshake().toNanos();
  }

  State state() {
    return state;
  }

  boolean is(State other) {
    return state == other;
  }

  boolean isClosed() {
    return state == State.CLOSED;
  }

  /** Whether media flows, one way or the other. */
  boolean isStreaming() {
    return state == State.PUBLISHING || state == State.PLAYING;
  }

  void enter(State next, Duration within, long nowNs) {
    state = next;
    idleBytes = 0;
    idleSignallingBytes = 0;
    nextPingNs = nowNs + limits.ping().toNanos();
    allow(within, nowNs);
  }

  /** The client has introduced itself; the deadline of what it is to do runs on. */
  void connected() {
    state = State.CONNECTED;
  }

  /** The next step is due {@code within} that time. */
  void allow(Duration within, long nowNs) {
    deadlineNs = nowNs + within.toNanos();
  }

  void close() {
    state = State.CLOSED;
  }

  /** A player may stay for ever; what is due then is the next ping. */
  long nextDueNs() {
    if (state == State.PLAYING) {
      return nextPingNs;
    }
    return state == State.PUBLISHING && nextPingNs - deadlineNs < 0 ? nextPingNs : deadlineNs;
  }

  boolean isOverdue(long nowNs) {
    return state != State.PLAYING && deadlineNs - nowNs <= 0;
  }

  /** Says once per interval that a ping is due. */
  boolean takePing(long nowNs) {
    if (!isStreaming() || nextPingNs - nowNs > 0) {
      return false;
    }
    nextPingNs = nowNs + limits.ping().toNanos();
    return true;
  }

  /**
   * Bytes of any kind arrived.
   *
   * @throws RtmpException TOO_MUCH_BEFORE_PUBLISH
   */
  void received(int bytes) {
    if (!isStreaming() && !isClosed()) {
      countIdle(bytes);
    }
  }

  /**
   * A player sent media or data, which nobody asked for.
   *
   * @throws RtmpException TOO_MUCH_BEFORE_PUBLISH
   */
  void receivedUnasked(int bytes) {
    if (state == State.PLAYING) {
      countIdle(bytes);
    }
  }

  private void countIdle(int bytes) {
    idleBytes += bytes;
    if (idleBytes > limits.bytesBeforePublish()) {
      throw tooMuch("bytes", limits.bytesBeforePublish());
    }
  }

  /**
   * A command or data message arrived.
   *
   * @throws RtmpException TOO_MUCH_BEFORE_PUBLISH
   */
  void signalled(int bytes) {
    if (!isStreaming()) {
      idleSignallingBytes += bytes;
      if (idleSignallingBytes > limits.signallingBytesBeforePublish()) {
        throw tooMuch("bytes of commands and data", limits.signallingBytesBeforePublish());
      }
    }
  }

  private static RtmpException tooMuch(String what, int limit) {
    return new RtmpException(
        Reason.TOO_MUCH_BEFORE_PUBLISH, what + " without publishing: > " + limit);
  }
}
