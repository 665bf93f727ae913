package io.headrace.media.codec;

/**
 * A configuration record or frame header cannot be used. Carries no stack: it is the peer's fault,
 * not ours.
 */
public final class CodecException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Malformed, or valid but not supported. */
  public enum Reason {
    MALFORMED,
    UNSUPPORTED
  }

  private final transient Reason reason;

  public CodecException(Reason reason, String message) {
    super(message, null, false, false);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
