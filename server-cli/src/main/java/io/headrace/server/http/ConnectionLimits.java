package io.headrace.server.http;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** How many connections there may be, in all and from one address. Thread: any. */
final class ConnectionLimits {
  private final int max;
  private final int maxPerAddress;
  private final NetworkList exempt;
  private final AtomicInteger connections = new AtomicInteger();
  private final ConcurrentHashMap<Long, Integer> byAddress = new ConcurrentHashMap<>();

  ConnectionLimits(int max, int maxPerAddress, NetworkList exempt) {
    this.max = max;
    this.maxPerAddress = maxPerAddress;
    this.exempt = exempt;
  }

  /**
   * Counts one more connection.
   *
   * @return null, or the limit that refuses it, in which case nothing is counted
   */
  @Nullable HttpLimit tryAdd(InetSocketAddress peer) {
    if (connections.incrementAndGet() > max) {
      connections.decrementAndGet();
      return HttpLimit.CONNECTIONS;
    }
    if (!exempt.contains(peer)
        && byAddress.merge(key(peer.getAddress()), 1, Integer::sum) > maxPerAddress) {
      remove(peer);
      return HttpLimit.CONNECTIONS_PER_ADDRESS;
    }
    return null;
  }

  /** Takes back one {@link #tryAdd} that returned null. */
  void remove(InetSocketAddress peer) {
    connections.decrementAndGet();
    if (!exempt.contains(peer)) {
      byAddress.computeIfPresent(
          key(peer.getAddress()), (key, count) -> count == 1 ? null : count - 1);
    }
  }

  /** The IPv4 address, or the /64 network that one IPv6 host usually has to itself. */
  private static long key(InetAddress address) {
    ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
    return address instanceof Inet4Address ? bytes.getInt() : bytes.getLong();
  }
}
