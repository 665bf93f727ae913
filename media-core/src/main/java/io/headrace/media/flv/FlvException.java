package io.headrace.media.flv;

/** A file is not FLV, or is cut short. Carries no stack: it is the file's fault, not ours. */
public final class FlvException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What is wrong. */
  public enum Reason {
    NOT_FLV,
    TRUNCATED
  }

  private final transient Reason reason;

  FlvException(Reason reason, String message) {
    super(message, null, false, false);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
