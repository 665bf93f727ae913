package io.headrace.rtmp.netty;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Counts connections, in all and by address; an IPv6 host usually has a /64 network to itself,
 * which counts as one address. Thread: any.
 */
final class ConnectionGate {
  private final RtmpConfig config;
  private final List<Network> exempt;
  private final AtomicInteger total = new AtomicInteger();
  private final ConcurrentHashMap<Long, Integer> byAddress = new ConcurrentHashMap<>();

  ConnectionGate(RtmpConfig config) {
    this.config = config;
    this.exempt =
        config.exemptNetworks().stream()
            .map(network -> Network.parse("rtmp.exempt-networks", network))
            .toList();
  }

  /**
   * Counts a connection in.
   *
   * @return null, or the limit that it would break; then it is not counted
   */
  @Nullable String enter(InetAddress address) {
    if (total.incrementAndGet() > config.maxConnections()) {
      total.decrementAndGet();
      return "connections: > " + config.maxConnections() + " (rtmp.max-connections)";
    }
    if (isCounted(address)
        && byAddress.merge(key(address), 1, Integer::sum) > config.maxConnectionsPerAddress()) {
      leave(address);
      return "connections of one address: > "
          + config.maxConnectionsPerAddress()
          + " (rtmp.max-connections-per-address)";
    }
    return null;
  }

  void leave(InetAddress address) {
    total.decrementAndGet();
    if (isCounted(address)) {
      byAddress.computeIfPresent(key(address), (key, count) -> count == 1 ? null : count - 1);
    }
  }

  /** Connections counted in now. */
  int connections() {
    return total.get();
  }

  private static long key(InetAddress address) {
    ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
    return bytes.remaining() < Long.BYTES ? bytes.getInt() : bytes.getLong();
  }

  private boolean isCounted(InetAddress address) {
    for (Network network : exempt) {
      if (network.contains(address)) {
        return false;
      }
    }
    return true;
  }
}
