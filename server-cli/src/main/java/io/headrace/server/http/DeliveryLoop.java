package io.headrace.server.http;

import io.netty.channel.EventLoop;
import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * What the connections of one event loop share: waiting requests, the Date field, and one sweep a
 * second over all connections in place of a timer for each.
 *
 * <p>Thread: its event loop.
 */
final class DeliveryLoop {
  private static final long SWEEP_SECONDS = 1;

  private final EventLoop executor;
  private final WaitingRoom waitingRoom;
  private final DateHeader date = new DateHeader();
  private final Set<HttpServerHandler> connections = new LinkedHashSet<>();
  private boolean sweeping;

  DeliveryLoop(EventLoop executor, WaitingRoom waitingRoom) {
    this.executor = executor;
    this.waitingRoom = waitingRoom;
  }

  WaitingRoom waitingRoom() {
    return waitingRoom;
  }

  AsciiString date() {
    return date.at(System.currentTimeMillis());
  }

  long nowNs() {
    return System.nanoTime();
  }

  void add(HttpServerHandler connection) {
    assert executor.inEventLoop();
    connections.add(connection);
    if (!sweeping) {
      sweeping = true;
      scheduleSweep();
    }
  }

  void remove(HttpServerHandler connection) {
    connections.remove(connection);
  }

  /** Finishes what is being answered and closes all other connections. Thread: any. */
  void drain() {
    executor.execute(() -> snapshot().forEach(HttpServerHandler::drain));
  }

  private void sweep() {
    long nowNs = nowNs();
    snapshot().forEach(connection -> connection.checkDeadlines(nowNs));
    sweeping = !connections.isEmpty();
    if (sweeping) {
      scheduleSweep();
    }
  }

  private void scheduleSweep() {
    executor.schedule(this::sweep, SWEEP_SECONDS, TimeUnit.SECONDS);
  }

  /** Closing a connection removes it from the set. */
  private List<HttpServerHandler> snapshot() {
    return new ArrayList<>(connections);
  }
}
