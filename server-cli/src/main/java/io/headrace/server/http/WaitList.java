package io.headrace.server.http;

import io.headrace.hls.origin.VersionSignal;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The requests of one delivery loop that wait for one signal. However often the signal is raised
 * before the loop gets to it, one task is posted.
 *
 * <p>Thread: its delivery loop, except {@link #onVersion}.
 */
final class WaitList implements VersionSignal.Listener {
  private final VersionSignal signal;
  private final Executor executor;
  private final Runnable wakeTask;
  private final AtomicBoolean armed = new AtomicBoolean();
  private final Set<Waiter> parked = new LinkedHashSet<>();
  private int size;

  WaitList(VersionSignal signal, Executor executor, WaitingRoom room) {
    this.signal = signal;
    this.executor = executor;
    this.wakeTask =
        () -> {
          armed.set(false);
          room.wake(this);
        };
  }

  /** Thread: any. */
  @Override
  public void onVersion() {
    if (armed.compareAndSet(false, true)) {
      executor.execute(wakeTask);
    }
  }

  VersionSignal signal() {
    return signal;
  }

  /** Those that no wake-up has reached since they parked. */
  Set<Waiter> parked() {
    return parked;
  }

  /** All that belong to this list, also those that a wake-up is working on. */
  int size() {
    return size;
  }

  void resize(int change) {
    size += change;
  }
}
