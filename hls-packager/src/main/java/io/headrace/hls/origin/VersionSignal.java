package io.headrace.hls.origin;

import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Raised on a stream's home loop after something new can be resolved. One listener per delivery
 * loop, however many requests wait there.
 *
 * <p>No wake-up is lost: a waiter registers first and resolves again after; the origin makes its
 * snapshot visible first and raises after.
 */
public final class VersionSignal {
  private final CopyOnWriteArrayList<Listener> listeners = new CopyOnWriteArrayList<>();

  /** Thread: the stream's home loop; an implementation only posts to its own loop. */
  @FunctionalInterface
  public interface Listener {
    void onVersion();
  }

  /** Adds {@code listener} unless it is there already. Thread: any. */
  public void register(Listener listener) {
    listeners.addIfAbsent(listener);
  }

  /** Thread: any. */
  public void unregister(Listener listener) {
    listeners.remove(listener);
  }

  /** How many listen. Thread: any. */
  public int listeners() {
    return listeners.size();
  }

  /** Tells all listeners. Thread: home loop. */
  public void raise() {
    for (Listener listener : listeners) {
      listener.onVersion();
    }
  }
}
