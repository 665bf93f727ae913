package io.headrace.bench.jmh;

import io.headrace.media.hub.Loop;
import java.util.ArrayDeque;
import java.util.PriorityQueue;

/**
 * A loop on the benchmark's own thread with a clock that the benchmark moves, so that what is
 * measured does not depend on the scheduling of threads. Tasks run when {@link #runUntil} says so.
 */
final class InlineLoop implements Loop {
  /** A scheduled task. */
  private record Timed(long dueNs, Runnable task) {}

  private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
  private final PriorityQueue<Timed> timers =
      new PriorityQueue<>((a, b) -> Long.compare(a.dueNs(), b.dueNs()));
  private long nowNs;

  /** Moves the clock, then runs what is due and what was posted. */
  void runUntil(long newNowNs) {
    nowNs = newNowNs;
    while (!timers.isEmpty() && timers.element().dueNs() <= nowNs) {
      tasks.add(timers.remove().task());
    }
    while (!tasks.isEmpty()) {
      tasks.remove().run();
    }
  }

  @Override
  public boolean inLoop() {
    return true;
  }

  @Override
  public void post(Runnable task) {
    tasks.add(task);
  }

  @Override
  public Timer schedule(Runnable task, long delayNs) {
    Timed timed = new Timed(nowNs + delayNs, task);
    timers.add(timed);
    return () -> timers.remove(timed);
  }

  @Override
  public long nowNs() {
    return nowNs;
  }
}
