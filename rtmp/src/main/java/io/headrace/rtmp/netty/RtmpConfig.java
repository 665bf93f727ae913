package io.headrace.rtmp.netty;

import io.headrace.media.peer.NetworkList;
import io.headrace.rtmp.amf.AmfLimits;
import io.headrace.rtmp.chunk.ChunkLimits;
import io.headrace.rtmp.session.SessionLimits;

/**
 * What the RTMP server allows.
 *
 * @param maxConnections most connections at once
 * @param maxConnectionsPerAddress most of them from one IPv4 address or IPv6 /64 network
 * @param exemptNetworks whom the limit per address does not bind
 * @param session deadlines and budgets of a connection
 * @param chunks what a peer may make the chunk reader hold or do
 * @param amf what a command or data message may hold
 */
public record RtmpConfig(
    int maxConnections,
    int maxConnectionsPerAddress,
    NetworkList exemptNetworks,
    SessionLimits session,
    ChunkLimits chunks,
    AmfLimits amf) {
  public static final RtmpConfig DEFAULT =
      new RtmpConfig(
          10_000,
          64,
          NetworkList.LOOPBACK,
          SessionLimits.DEFAULT,
          ChunkLimits.DEFAULT,
          AmfLimits.DEFAULT);

  public RtmpConfig {
    check("rtmp.max-connections", maxConnections);
    check("rtmp.max-connections-per-address", maxConnectionsPerAddress);
  }

  private static void check(String key, int value) {
    if (value <= 0) {
      throw new IllegalArgumentException(key + ": " + value + " (expected: > 0)");
    }
  }
}
