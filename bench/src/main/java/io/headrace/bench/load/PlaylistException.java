package io.headrace.bench.load;

/** A playlist cannot be read. Carries no stack: it is the server's fault, not ours. */
public final class PlaylistException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  PlaylistException(String message) {
    super(message, null, false, false);
  }
}
