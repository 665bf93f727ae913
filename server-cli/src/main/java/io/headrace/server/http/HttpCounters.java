package io.headrace.server.http;

import java.util.concurrent.atomic.LongAdder;

/** What HTTP delivery counts. Thread: any. */
public final class HttpCounters {
  private final LongAdder[] breaches = new LongAdder[HttpLimit.values().length];
  private final LongAdder connections = new LongAdder();
  private final LongAdder waiters = new LongAdder();

  HttpCounters() {
    for (int i = 0; i < breaches.length; i++) {
      breaches[i] = new LongAdder();
    }
  }

  /** How often {@code limit} was breached since the start. */
  public long breaches(HttpLimit limit) {
    return breaches[limit.ordinal()].sum();
  }

  /** Connections open now. */
  public long connections() {
    return connections.sum();
  }

  /** Requests waiting now. */
  public long waiters() {
    return waiters.sum();
  }

  void countBreach(HttpLimit limit) {
    breaches[limit.ordinal()].increment();
  }

  void addConnections(int change) {
    connections.add(change);
  }

  void addWaiters(int change) {
    waiters.add(change);
  }
}
