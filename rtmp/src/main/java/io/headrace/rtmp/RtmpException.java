package io.headrace.rtmp;

import java.util.Objects;

/**
 * The peer broke the protocol or a limit; its connection is closed. Carries no stack: it is the
 * peer's fault, not ours. The message names what was wrong and never repeats names, keys or other
 * text of the peer.
 */
public final class RtmpException extends RuntimeException {
  /** What was wrong. */
  public enum Reason {
    /** The first bytes are another protocol's, such as HTTP or TLS. */
    NOT_RTMP,
    /** A header or payload that no valid peer sends. */
    MALFORMED,
    /** A message longer than its kind may be. */
    MESSAGE_TOO_LARGE,
    /** More distinct chunk streams than allowed. */
    TOO_MANY_CHUNK_STREAMS,
    /** Too many unfinished messages, or too many bytes announced by them. */
    TOO_MUCH_PARTIAL,
    /** More tiny chunks or more commands per second than allowed. */
    RATE,
    /** Too much sent before publishing was allowed. */
    TOO_MUCH_BEFORE_PUBLISH,
    /** A step took longer than its deadline. */
    TIMEOUT,
    /** No track of the publication can be used. */
    NO_USABLE_TRACK
  }

  private final transient Reason reason;

  public RtmpException(Reason reason, String message) {
    super(message, null, false, false);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }

  /** Never null, unlike others'. */
  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }
}
