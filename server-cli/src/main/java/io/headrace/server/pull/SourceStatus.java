package io.headrace.server.pull;

import io.headrace.rtmp.session.ClientFailure;
import org.jspecify.annotations.Nullable;

/**
 * How a source is.
 *
 * @param path where it is published here
 * @param url where it comes from, without credentials and query
 * @param attempts connections tried so far
 * @param lastFailure why the last one ended, null when none has failed
 * @param sinceMs when it came to this state, epoch milliseconds
 */
public record SourceStatus(
    String path,
    String url,
    State state,
    int attempts,
    @Nullable ClientFailure lastFailure,
    long sinceMs) {
  /** What it does. */
  public enum State {
    /** Nobody asks for it. */
    IDLE,
    CONNECTING,
    LIVE,
    /** The last attempt failed; the next one comes. */
    BACK_OFF,
    /** The server stops. */
    CLOSED
  }
}
