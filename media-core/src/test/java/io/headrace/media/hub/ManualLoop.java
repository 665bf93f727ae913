package io.headrace.media.hub;

import io.headrace.testkit.ManualClock;
import java.util.ArrayDeque;

/** A loop that runs its tasks when the test says so, on the test's thread. */
final class ManualLoop implements Loop {
  private final ManualClock clock;
  private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
  private boolean inside;

  ManualLoop(ManualClock clock) {
    this.clock = clock;
  }

  @Override
  public boolean inLoop() {
    return inside;
  }

  @Override
  public void post(Runnable task) {
    tasks.add(task);
  }

  @Override
  public Timer schedule(Runnable task, long delayNs) {
    return clock.schedule(() -> post(task), delayNs)::cancel;
  }

  @Override
  public long nowNs() {
    return clock.nowNs();
  }

  /** Runs {@code task} as this loop, now. */
  void run(Runnable task) {
    boolean before = inside;
    inside = true;
    try {
      task.run();
    } finally {
      inside = before;
    }
  }

  /** Runs what is posted, and what that posts; says whether there was anything. */
  boolean runPosted() {
    boolean any = !tasks.isEmpty();
    while (!tasks.isEmpty()) {
      run(tasks.remove());
    }
    return any;
  }

  int posted() {
    return tasks.size();
  }
}
