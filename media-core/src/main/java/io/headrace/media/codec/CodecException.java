package io.headrace.media.codec;

/**
 * A configuration record or frame header cannot be used. Carries no stack: it is the peer's fault,
 * not ours.
 */
public final class CodecException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What is wrong. */
  public enum Reason {
    MALFORMED,
    /** Valid, but not supported. */
    UNSUPPORTED,
    /** Nothing there yet: some encoders announce a codec first and send its record later. */
    EMPTY
  }

  private final transient Reason reason;

  public CodecException(Reason reason, String message) {
    super(message, null, false, false);
    this.reason = reason;
  }

  static CodecException malformed(String message) {
    return new CodecException(Reason.MALFORMED, message);
  }

  static CodecException unsupported(String message) {
    return new CodecException(Reason.UNSUPPORTED, message);
  }

  public Reason reason() {
    return reason;
  }
}
