package io.headrace.rtmp.amf;

import java.util.Objects;

/** AMF bytes cannot be read, or break a limit. Carries no stack: it is the peer's fault. */
public final class AmfException extends RuntimeException {
  /** What was wrong. */
  public enum Reason {
    /** The bytes end within a value. */
    TRUNCATED,
    /** A type marker that AMF0 does not have. */
    UNKNOWN_TYPE,
    /** Objects nested too deeply. */
    TOO_DEEP,
    /** More values than allowed. */
    TOO_MANY_VALUES,
    /** A key or string longer than allowed. */
    TOO_LONG
  }

  private final transient Reason reason;

  public AmfException(Reason reason, String message) {
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
