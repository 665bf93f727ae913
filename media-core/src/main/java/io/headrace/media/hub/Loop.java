package io.headrace.media.hub;

/**
 * A single thread with a mailbox and a clock: all that stream code needs of an event loop. State
 * that belongs to a loop is touched only by tasks of that loop.
 */
public interface Loop {
  /** Whether the caller runs on this loop. */
  boolean inLoop();

  /** Runs {@code task} on this loop, after what was posted before it. Thread: any. */
  void post(Runnable task);

  /** Runs {@code task} on this loop after {@code delayNs}. Thread: any. */
  Timer schedule(Runnable task, long delayNs);

  /** Monotonic time in nanoseconds, for differences only. Thread: any. */
  long nowNs();

  /** A scheduled task. */
  interface Timer {
    /** Prevents the task unless it has begun. Thread: any. */
    void cancel();
  }
}
