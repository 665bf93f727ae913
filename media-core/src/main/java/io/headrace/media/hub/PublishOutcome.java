package io.headrace.media.hub;

/** The answer to {@link Hub#publish}. Thread: the publisher's loop; exactly one call. */
public interface PublishOutcome {
  /** The publication is the caller's: it announces, writes and at last ends it. */
  void accepted(Publication publication);

  /** Nothing was started. */
  void refused(PublishRefusal reason, String message);

  /** Why a publication was refused. */
  enum PublishRefusal {
    /** Somebody else publishes on this path and may not be replaced. */
    ALREADY_PUBLISHING,
    /** The memory budget admits no new stream. */
    OUT_OF_MEMORY_BUDGET,
    /** The most streams the server may carry are running. */
    TOO_MANY_STREAMS
  }
}
