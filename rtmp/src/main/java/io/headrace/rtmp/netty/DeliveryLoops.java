package io.headrace.rtmp.netty;

import io.headrace.media.buffer.MemoryBudget;
import io.headrace.media.hub.ExecutorLoop;
import io.headrace.rtmp.relay.PlayConfig;
import io.headrace.rtmp.relay.PlayRelays;
import io.headrace.rtmp.relay.RelayStats;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The loops that players live on, and the relays of each. Thread: any. */
final class DeliveryLoops {
  private final EventLoopGroup loops;
  private final Map<EventLoop, PlayRelays> relays = new ConcurrentHashMap<>();

  DeliveryLoops(EventLoopGroup loops, PlayConfig config, MemoryBudget budget, RelayStats stats) {
    this.loops = loops;
    for (EventExecutor loop : loops) {
      relays.put(
          (EventLoop) loop,
          new PlayRelays(new ExecutorLoop(loop), ByteBufAllocator.DEFAULT, budget, config, stats));
    }
  }

  /** The loop for the next player. */
  EventLoop next() {
    return loops.next();
  }

  boolean has(EventLoop loop) {
    return relays.containsKey(loop);
  }

  /** The relays of {@code loop}, to be used on it. */
  PlayRelays relays(EventLoop loop) {
    PlayRelays found = relays.get(loop);
    if (found == null) {
      throw new IllegalStateException("not a delivery loop");
    }
    return found;
  }
}
