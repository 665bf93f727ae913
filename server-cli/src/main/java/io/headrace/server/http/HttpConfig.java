package io.headrace.server.http;

import io.headrace.media.peer.NetworkList;
import java.time.Duration;

/**
 * What HTTP delivery allows. Every limit is checked before memory is taken, and its breach is
 * counted by {@link HttpLimit}.
 *
 * @param maxRequestLineBytes longest request line; longer is 414
 * @param maxHeaderBytes most bytes of all header fields of a request; more is 431
 * @param maxPipelined most requests that may queue behind one that is being answered
 * @param maxConnections most connections at once
 * @param maxConnectionsPerAddress most connections from one IPv4 address or IPv6 /64 network
 * @param exemptNetworks whom the limit per address does not bind
 * @param maxWaitersPerStream most requests that may wait for one stream; each delivery loop grants
 *     its even share
 * @param idleTimeout how long a connection may stay without a complete request
 * @param responseDeadline how long a client may take to drain a response, which pins memory
 */
public record HttpConfig(
    int maxRequestLineBytes,
    int maxHeaderBytes,
    int maxPipelined,
    int maxConnections,
    int maxConnectionsPerAddress,
    NetworkList exemptNetworks,
    int maxWaitersPerStream,
    Duration idleTimeout,
    Duration responseDeadline) {

  public static final HttpConfig DEFAULT =
      new HttpConfig(
          4_096,
          8_192,
          32,
          20_000,
          1_000,
          NetworkList.LOOPBACK,
          20_000,
          Duration.ofSeconds(60),
          Duration.ofSeconds(30));

  public HttpConfig {
    checkRange("http.max-request-line-bytes", maxRequestLineBytes, 256, 1 << 16);
    checkRange("http.max-header-bytes", maxHeaderBytes, 256, 1 << 20);
    checkRange("http.max-pipelined", maxPipelined, 1, 1_000);
    checkRange("http.max-connections", maxConnections, 1, 10_000_000);
    checkRange("http.max-connections-per-address", maxConnectionsPerAddress, 1, 10_000_000);
    checkRange("http.max-waiters-per-stream", maxWaitersPerStream, 1, 10_000_000);
    checkPositive("http.idle-timeout", idleTimeout);
    checkPositive("http.response-deadline", responseDeadline);
  }

  private static void checkRange(String key, int value, int min, int max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          key + ": " + value + " (expected: " + min + " to " + max + ")");
    }
  }

  private static void checkPositive(String key, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(key + ": " + value + " (expected: > 0)");
    }
  }
}
