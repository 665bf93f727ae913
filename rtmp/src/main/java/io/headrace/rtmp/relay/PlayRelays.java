package io.headrace.rtmp.relay;

import io.headrace.media.buffer.MemoryBudget;
import io.headrace.media.hub.LiveStream;
import io.headrace.media.hub.Loop;
import io.netty.buffer.ByteBufAllocator;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The streams that are played on one loop, each with one relay for as long as it has players.
 *
 * <p>Thread: the loop.
 */
public final class PlayRelays {
  /** How often players are looked after when nothing is sent, and memory that they have freed. */
  private static final long TICK_NS = Duration.ofSeconds(1).toNanos();

  private final RelayContext context;
  private final Map<LiveStream, PlayRelay> relays = new HashMap<>();
  private boolean ticks;

  /**
   * @param loop the loop of the players
   * @param allocator of pooled direct memory
   * @param stats may be shared with other loops
   */
  public PlayRelays(
      Loop loop,
      ByteBufAllocator allocator,
      MemoryBudget budget,
      PlayConfig config,
      RelayStats stats) {
    this.context =
        new RelayContext(
            loop,
            allocator,
            config,
            stats,
            new ReservedBuffers(allocator, budget),
            new Preambles(allocator));
  }

  /**
   * Gives {@code player} the stream from now on, until {@link Playback#leave}, the end of the
   * stream or its being too slow. It is called only when this call is over.
   */
  public Playback join(LiveStream stream, RelayPlayer player, PlayOptions options) {
    assert context.loop().inLoop();
    PlayRelay relay = relays.get(stream);
    if (relay == null) {
      relay = new PlayRelay(this, stream, context);
      relays.put(stream, relay);
      relay.subscribe();
    }
    if (!ticks) {
      ticks = true;
      context.loop().schedule(this::onTick, TICK_NS);
    }
    return relay.join(player, options);
  }

  /** Streams that are played now. */
  int size() {
    return relays.size();
  }

  void onClosed(PlayRelay relay) {
    relays.remove(relay.stream(), relay);
  }

  private void onTick() {
    List.copyOf(relays.values()).forEach(PlayRelay::onTick);
    context.buffers().sweep();
    ticks = !relays.isEmpty() || !context.buffers().isEmpty();
    if (ticks) {
      context.loop().schedule(this::onTick, TICK_NS);
    }
  }
}
