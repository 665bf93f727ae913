package io.headrace.media.peer;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * How many connections there may be, in all and from one address, and how many new ones from one
 * address in a second. An address is an IPv4 address, or the /64 network that one IPv6 host usually
 * has to itself. Thread: any.
 */
public final class ConnectionLimits {
  /** The limit that a connection would have broken. */
  public enum Breach {
    /** There are as many as there may be. */
    IN_ALL,
    /** Its address has as many as it may. */
    OF_ADDRESS,
    /** Its address connects too often. */
    TOO_OFTEN
  }

  /** A rate that nobody reaches. */
  public static final int ANY_RATE = Integer.MAX_VALUE;

  private static final long SECOND_NS = 1_000_000_000;

  /** Addresses remembered before those are forgotten that have no connection any more. */
  private static final int FORGET_ABOVE = 4_096;

  private final int max;
  private final int maxPerAddress;
  private final int newPerSecond;
  private final NetworkList exempt;
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicLong forgottenNs = new AtomicLong();
  private final ConcurrentHashMap<Long, Peer> peers = new ConcurrentHashMap<>();

  /**
   * What is known of one address.
   *
   * @param open connections now
   * @param secondNs when the second began in which {@code begun} connections began
   */
  private record Peer(int open, long secondNs, int begun) {
    Peer next(long nowNs) {
      return nowNs - secondNs >= SECOND_NS
          ? new Peer(open + 1, nowNs, 1)
          : new Peer(open + 1, secondNs, begun + 1);
    }

    Peer withoutOne() {
      return new Peer(open - 1, secondNs, begun);
    }
  }

  /**
   * @param max most connections
   * @param maxPerAddress most connections of one address
   * @param newPerSecond most new connections of one address in a second, refused ones included
   * @param exempt whom the limits per address do not bind
   */
  public ConnectionLimits(int max, int maxPerAddress, int newPerSecond, NetworkList exempt) {
    this.max = max;
    this.maxPerAddress = maxPerAddress;
    this.newPerSecond = newPerSecond;
    this.exempt = exempt;
  }

  /**
   * Counts one more connection.
   *
   * @param nowNs monotonic
   * @return null, or the limit that refuses it, in which case nothing is counted as open
   */
  public @Nullable Breach tryAdd(InetAddress address, long nowNs) {
    if (connections.incrementAndGet() > max) {
      connections.decrementAndGet();
      return Breach.IN_ALL;
    }
    if (exempt.contains(address)) {
      return null;
    }
    long lastNs = forgottenNs.get();
    if (peers.size() > FORGET_ABOVE
        && nowNs - lastNs >= SECOND_NS
        && forgottenNs.compareAndSet(lastNs, nowNs)) {
      peers.values().removeIf(peer -> peer.open() == 0 && nowNs - peer.secondNs() >= SECOND_NS);
    }
    Peer peer =
        peers.compute(
            key(address),
            (key, known) -> known == null ? new Peer(1, nowNs, 1) : known.next(nowNs));
    Breach breach =
        peer.open() > maxPerAddress
            ? Breach.OF_ADDRESS
            : peer.begun() > newPerSecond ? Breach.TOO_OFTEN : null;
    if (breach != null) {
      remove(address);
    }
    return breach;
  }

  /** Takes back one {@link #tryAdd} that returned null. */
  public void remove(InetAddress address) {
    connections.decrementAndGet();
    if (!exempt.contains(address)) {
      peers.computeIfPresent(
          key(address),
          (key, peer) -> peer.open() == 1 && newPerSecond == ANY_RATE ? null : peer.withoutOne());
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
