package io.headrace.rtmp.relay;

import io.headrace.media.hub.Loop;
import io.headrace.testkit.ManualClock;
import java.util.ArrayDeque;

/** A loop of the test's own thread that runs what is posted when the test says so. */
final class ManualLoop implements Loop {
  private final ManualClock clock;
  private final ArrayDeque<Runnable> posted = new ArrayDeque<>();

  ManualLoop(ManualClock clock) {
    this.clock = clock;
  }

  @Override
  public boolean inLoop() {
    return true;
  }

  @Override
  public void post(Runnable task) {
    posted.add(task);
  }

  @Override
  public Timer schedule(Runnable task, long delayNs) {
    return clock.schedule(() -> post(task), delayNs)::cancel;
  }

  @Override
  public long nowNs() {
    return clock.nowNs();
  }

  /** Runs what is posted, and what that posts; says whether there was anything. */
  boolean runPosted() {
    boolean any = !posted.isEmpty();
    while (!posted.isEmpty()) {
      posted.remove().run();
    }
    return any;
  }
}
