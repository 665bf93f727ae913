package io.headrace.server.http;

import io.headrace.hls.origin.HlsRequest;
import io.headrace.hls.origin.Resolution;
import io.headrace.hls.origin.VersionSignal;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The requests of one delivery loop that wait for something new. A raised signal makes its waiters
 * ask the origin again, {@value #SLICE} in a task, so that a crowd of them leaves room for others
 * between. One timer serves all deadlines.
 *
 * <p>No wake-up is lost: a list is registered with its signal before the origin is asked the second
 * time, and stays so until its last waiter has left; a raise after that posts to this loop, where
 * it runs after the parking.
 *
 * <p>Thread: its delivery loop.
 */
final class WaitingRoom {
  static final int SLICE = 256;

  private static final Logger log = LoggerFactory.getLogger(WaitingRoom.class);
  private static final Resolution FAILED =
      new Resolution.Refused(Resolution.Reason.NOT_AVAILABLE, "internal error", 0);

  private final EventLoop executor;
  private final Origin origin;
  private final int maxWaitersPerSignal;
  private final HttpCounters counters;
  private final IdentityHashMap<VersionSignal, WaitList> lists = new IdentityHashMap<>();

  /** Woken, and not yet asked for again. */
  private final Set<Waiter> due = new LinkedHashSet<>();

  private boolean slicePosted;
  private @Nullable ScheduledFuture<?> timer;
  private long timerNs;

  WaitingRoom(EventLoop executor, Origin origin, int maxWaitersPerSignal, HttpCounters counters) {
    this.executor = executor;
    this.origin = origin;
    this.maxWaitersPerSignal = maxWaitersPerSignal;
    this.counters = counters;
  }

  /**
   * Waits for what {@code request} names, unless the answer has come meanwhile.
   *
   * @param wait the origin's first answer
   * @param answer receives the later answer, in a later task, and takes its content
   * @return the waiter, or null where {@code answer} has been called already
   */
  @Nullable Waiter park(HlsRequest request, Resolution.Wait wait, Consumer<Resolution> answer) {
    long deadlineNs = System.nanoTime() + wait.timeoutNs();
    Resolution.Wait latest = wait;
    while (true) {
      WaitList list = list(latest.signal());
      if (list.size() >= maxWaitersPerSignal) {
        counters.countBreach(HttpLimit.WAITERS);
        answer.accept(
            new Resolution.Refused(
                Resolution.Reason.NOT_AVAILABLE, "too many requests wait for this stream", 0));
        return null;
      }
      Resolution again = resolve(request);
      if (!(again instanceof Resolution.Wait waitAgain)) {
        dropIfEmpty(list);
        answer.accept(again);
        return null;
      }
      latest = waitAgain;
      if (latest.signal() == list.signal()) {
        Waiter waiter = new Waiter(request, deadlineNs, latest.onTimeout(), answer, list);
        list.parked().add(waiter);
        list.resize(1);
        counters.addWaiters(1);
        armTimer(deadlineNs);
        return waiter;
      }
      dropIfEmpty(list);
    }
  }

  /** Forgets {@code waiter}, whose client is gone. */
  void remove(Waiter waiter) {
    WaitList list = waiter.list();
    if (list.parked().remove(waiter) || due.remove(waiter)) {
      left(list);
      counters.addWaiters(-1);
    }
  }

  void wake(WaitList list) {
    due.addAll(list.parked());
    list.parked().clear();
    if (!slicePosted) {
      slice();
    }
  }

  private void slice() {
    slicePosted = false;
    for (int i = 0; i < SLICE && !due.isEmpty(); i++) {
      Iterator<Waiter> first = due.iterator();
      Waiter waiter = first.next();
      first.remove();
      askAgain(waiter);
    }
    if (!due.isEmpty()) {
      slicePosted = true;
      executor.execute(this::slice);
    }
  }

  private void askAgain(Waiter waiter) {
    WaitList list = waiter.list();
    Resolution resolution = resolve(waiter.request());
    while (resolution instanceof Resolution.Wait wait) {
      if (wait.signal() == list.signal()) {
        waiter.move(list, wait.onTimeout());
        list.parked().add(waiter);
        return;
      }
      // Another signal, as of a new generation: registered first, then asked once more.
      WaitList other = list(wait.signal());
      other.resize(1);
      left(list);
      list = other;
      resolution = resolve(waiter.request());
    }
    left(list);
    counters.addWaiters(-1);
    waiter.answer(resolution);
  }

  /** The origin's failure over one request must not reach the others. */
  private Resolution resolve(HlsRequest request) {
    try {
      return origin.resolve(request);
    } catch (RuntimeException e) {
      log.error("resolving {} failed", request, e);
      return FAILED;
    }
  }

  private WaitList list(VersionSignal signal) {
    WaitList present = lists.get(signal);
    if (present != null) {
      return present;
    }
    WaitList created = new WaitList(signal, executor, this);
    lists.put(signal, created);
    signal.register(created);
    return created;
  }

  private void left(WaitList list) {
    list.resize(-1);
    dropIfEmpty(list);
  }

  private void dropIfEmpty(WaitList list) {
    if (list.size() == 0) {
      list.signal().unregister(list);
      lists.remove(list.signal());
    }
  }

  private void armTimer(long deadlineNs) {
    if (timer != null && deadlineNs - timerNs >= 0) {
      return;
    }
    if (timer != null) {
      timer.cancel(false);
    }
    timerNs = deadlineNs;
    timer =
        executor.schedule(
            this::expire, Math.max(0, deadlineNs - System.nanoTime()), TimeUnit.NANOSECONDS);
  }

  /** Answers all whose time is over and sets the timer for the earliest of the rest. */
  private void expire() {
    timer = null;
    long nowNs = System.nanoTime();
    List<Waiter> over = new ArrayList<>();
    List<Waiter> all = new ArrayList<>(due);
    lists.values().forEach(list -> all.addAll(list.parked()));
    for (Waiter waiter : all) {
      if (waiter.deadlineNs() - nowNs <= 0) {
        over.add(waiter);
      } else {
        armTimer(waiter.deadlineNs());
      }
    }
    for (Waiter waiter : over) {
      remove(waiter);
      waiter.expire();
    }
  }
}
