package io.headrace.hls.origin;

import io.headrace.media.hub.Loop;
import io.headrace.testkit.ManualClock;

/** A loop of the test's own thread, on a clock that the test moves. */
final class ManualLoop implements Loop {
  final ManualClock clock = new ManualClock(-1_000_000_000L);

  @Override
  public boolean inLoop() {
    return true;
  }

  @Override
  public void post(Runnable task) {
    task.run();
  }

  @Override
  public Timer schedule(Runnable task, long delayNs) {
    ManualClock.Task scheduled = clock.schedule(task, delayNs);
    return scheduled::cancel;
  }

  @Override
  public long nowNs() {
    return clock.nowNs();
  }
}
