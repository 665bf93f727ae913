package io.headrace.media.bits;

/** The bits end before the syntax does, or hold a code that no syntax allows. Carries no stack. */
public final class BitsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public BitsException(String message) {
    super(message, null, false, false);
  }
}
