package io.headrace.media.peer;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * How many connections there may be, in all and from one address: an IPv4 address, or the /64
 * network that one IPv6 host usually has to itself. Thread: any.
 */
public final class ConnectionLimits {
  /** The limit that a connection would have broken. */
  public enum Breach {
    /** There are as many as there may be. */
    IN_ALL,
    /** Its address has as many as it may. */
    OF_ADDRESS
  }

  private final int max;
  private final int maxPerAddress;
  private final NetworkList exempt;
  private final AtomicInteger connections = new AtomicInteger();
  private final ConcurrentHashMap<Long, Integer> byAddress = new ConcurrentHashMap<>();

  /**
   * @param max most connections
   * @param maxPerAddress most connections of one address
   * @param exempt whom the limit per address does not bind
   */
  public ConnectionLimits(int max, int maxPerAddress, NetworkList exempt) {
    this.max = max;
    this.maxPerAddress = maxPerAddress;
    this.exempt = exempt;
  }

  /**
   * Counts one more connection.
   *
   * @return null, or the limit that refuses it, in which case nothing is counted
   */
  public @Nullable Breach tryAdd(InetAddress peer) {
    if (connections.incrementAndGet() > max) {
      connections.decrementAndGet();
      return Breach.IN_ALL;
    }
    if (!exempt.contains(peer) && byAddress.merge(key(peer), 1, Integer::sum) > maxPerAddress) {
      remove(peer);
      return Breach.OF_ADDRESS;
    }
    return null;
  }

  /** Takes back one {@link #tryAdd} that returned null. */
  public void remove(InetAddress peer) {
    connections.decrementAndGet();
    if (!exempt.contains(peer)) {
      byAddress.computeIfPresent(key(peer), (key, count) -> count == 1 ? null : count - 1);
    }
  }

  /** Connections counted now. */
  public int connections() {
    return connections.get();
  }

  private static long key(InetAddress address) {
    ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
    return address instanceof Inet4Address ? bytes.getInt() : bytes.getLong();
  }
}
