package io.headrace.media.access;

import org.jspecify.annotations.Nullable;

/** The answer to an {@link AccessRequest}. */
public sealed interface AccessDecision {
  /**
   * Yes.
   *
   * @param keyDigest identity of the key, which decides about takeovers; null without a key
   */
  record Allowed(@Nullable String keyDigest) implements AccessDecision {}

  /**
   * No.
   *
   * @param message one line for the peer's user and the log, without names or keys
   */
  record Denied(Reason reason, String message) implements AccessDecision {}

  /** Why not. */
  enum Reason {
    /** The stream key or the login is unknown. */
    NOT_RECOGNISED,
    /** It is known, and may not. */
    FORBIDDEN
  }
}
