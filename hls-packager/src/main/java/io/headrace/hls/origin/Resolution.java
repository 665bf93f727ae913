package io.headrace.hls.origin;

/** The origin's answer. Every kind says how long a cache may keep it. */
public sealed interface Resolution {
  /** How long a cache may keep the answer, in seconds; 0 means not at all. */
  int maxAgeSeconds();

  /**
   * Here it is. Ownership: the receiver owns one count of {@code content} and releases it.
   *
   * @param content the bytes
   */
  record Ready(HlsContent content, int maxAgeSeconds) implements Resolution {}

  /**
   * Not yet: register with {@code signal}, ask again, and then whenever it is raised, until {@code
   * timeoutNs} has passed since the first asking; then the answer is {@code onTimeout}.
   */
  record Wait(VersionSignal signal, long timeoutNs, Resolution onTimeout) implements Resolution {
    @Override
    public int maxAgeSeconds() {
      return 0;
    }
  }

  /** There is no such thing, or no more. */
  record Missing(String message, int maxAgeSeconds) implements Resolution {}

  /** Not answered for a named reason. */
  record Refused(Reason reason, String message, int maxAgeSeconds) implements Resolution {}

  /** Why a request is refused. */
  enum Reason {
    /** The directives are malformed or too far in the future: 400. */
    BAD_DIRECTIVES,
    /** What was waited for did not come in time, or the stream has nothing to show yet: 503. */
    NOT_AVAILABLE
  }
}
