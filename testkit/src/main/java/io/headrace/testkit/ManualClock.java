package io.headrace.testkit;

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * Time that stands still until a test moves it, with tasks that run when it passes them. Thread:
 * the test's.
 */
public final class ManualClock {
  private final PriorityQueue<Task> tasks =
      new PriorityQueue<>(
          Comparator.comparingLong((Task task) -> task.dueNs).thenComparingLong(task -> task.id));
  private long nowNs;
  private long nextId;

  /** A scheduled task. */
  public final class Task {
    private final long id;
    private final long dueNs;
    private final Runnable action;

    private Task(long dueNs, Runnable action) {
      this.id = nextId++;
      this.dueNs = dueNs;
      this.action = action;
    }

    /** Prevents the task unless it has run. */
    public void cancel() {
      tasks.remove(this);
    }
  }

  /** A clock that shows {@code startNs}; monotonic clocks start anywhere, also below zero. */
  public ManualClock(long startNs) {
    this.nowNs = startNs;
  }

  public ManualClock() {
    this(0);
  }

  public long nowNs() {
    return nowNs;
  }

  /** Runs {@code action} when the clock has moved on by {@code delayNs}. */
  public Task schedule(Runnable action, long delayNs) {
    Task task = new Task(nowNs + Math.max(0, delayNs), action);
    tasks.add(task);
    return task;
  }

  public void advance(Duration by) {
    advanceNs(by.toNanos());
  }

  /** Moves on by {@code byNs}, stopping at each task that falls due, in order of time. */
  public void advanceNs(long byNs) {
    if (byNs < 0) {
      throw new IllegalArgumentException("byNs: " + byNs + " (expected: >= 0)");
    }
    long endNs = nowNs + byNs;
    while (!tasks.isEmpty() && tasks.peek().dueNs <= endNs) {
      Task task = tasks.remove();
      nowNs = task.dueNs;
      task.action.run();
    }
    nowNs = endNs;
  }
}
