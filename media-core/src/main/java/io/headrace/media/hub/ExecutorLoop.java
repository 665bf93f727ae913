package io.headrace.media.hub;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** A {@link Loop} on a Netty event executor. */
public final class ExecutorLoop implements Loop {
  private final EventExecutor executor;

  public ExecutorLoop(EventExecutor executor) {
    this.executor = executor;
  }

  @Override
  public boolean inLoop() {
    return executor.inEventLoop();
  }

  @Override
  public void post(Runnable task) {
    executor.execute(task);
  }

  @Override
  public Timer schedule(Runnable task, long delayNs) {
    Future<?> scheduled = executor.schedule(task, delayNs, TimeUnit.NANOSECONDS);
    return () -> scheduled.cancel(false);
  }

  @Override
  public long nowNs() {
    return System.nanoTime();
  }
}
