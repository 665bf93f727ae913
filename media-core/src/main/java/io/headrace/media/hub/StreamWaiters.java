package io.headrace.media.hub;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Who waits for streams that are not live. Thread: any. */
public final class StreamWaiters {
  private final ConcurrentHashMap<StreamPath, Set<Waiter>> waiters = new ConcurrentHashMap<>();

  StreamWaiters() {}

  /** One who waits; told once at most. */
  public final class Waiter {
    private final StreamPath path;
    private final Loop loop;
    private final Consumer<LiveStream> arrived;

    private Waiter(StreamPath path, Loop loop, Consumer<LiveStream> arrived) {
      this.path = path;
      this.loop = loop;
      this.arrived = arrived;
    }

    /** Waits no more. Thread: any. */
    public void cancel() {
      remove(this);
    }
  }

  Waiter add(StreamPath path, Loop loop, Consumer<LiveStream> arrived) {
    Waiter waiter = new Waiter(path, loop, arrived);
    waiters.compute(
        path,
        (key, present) -> {
          Set<Waiter> all = present == null ? ConcurrentHashMap.newKeySet() : present;
          all.add(waiter);
          return all;
        });
    return waiter;
  }

  /** {@code stream} is live. */
  void tell(LiveStream stream) {
    Set<Waiter> told = waiters.remove(stream.path());
    if (told != null) {
      told.forEach(waiter -> waiter.loop.post(() -> waiter.arrived.accept(stream)));
    }
  }

  int count() {
    return waiters.values().stream().mapToInt(Set::size).sum();
  }

  private void remove(Waiter waiter) {
    waiters.computeIfPresent(
        waiter.path,
        (key, all) -> {
          all.remove(waiter);
          return all.isEmpty() ? null : all;
        });
  }
}
