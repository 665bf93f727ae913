package io.headrace.rtmp.netty;

import io.headrace.media.peer.NetworkList;
import io.headrace.rtmp.amf.AmfLimits;
import io.headrace.rtmp.chunk.ChunkLimits;
import io.headrace.rtmp.relay.PlayConfig;
import io.headrace.rtmp.session.Logins;
import io.headrace.rtmp.session.SessionLimits;
import java.time.Duration;

/**
 * What the RTMP server allows.
 *
 * @param maxConnections most connections at once
 * @param maxConnectionsPerAddress most of them from one IPv4 address or IPv6 /64 network
 * @param maxConnectsPerSecond most new connections of one such address in a second
 * @param exemptNetworks whom the limits per address do not bind
 * @param session deadlines and budgets of a connection
 * @param chunks what a peer may make the chunk reader hold or do
 * @param amf what a command or data message may hold
 * @param play what players get
 * @param playPatience how long a player waits for a stream that nobody publishes; 0 refuses it at
 *     once
 * @param pullPatience how long it waits for one that a source is bringing
 * @param logins who may publish, where encoders must log in
 */
public record RtmpConfig(
    int maxConnections,
    int maxConnectionsPerAddress,
    int maxConnectsPerSecond,
    NetworkList exemptNetworks,
    SessionLimits session,
    ChunkLimits chunks,
    AmfLimits amf,
    PlayConfig play,
    Duration playPatience,
    Duration pullPatience,
    Logins logins) {
  private static final Duration MAX_PATIENCE = Duration.ofMinutes(10);

  public static final RtmpConfig DEFAULT =
      new RtmpConfig(
          10_000,
          64,
          20,
          NetworkList.LOOPBACK,
          SessionLimits.DEFAULT,
          ChunkLimits.DEFAULT,
          AmfLimits.DEFAULT,
          PlayConfig.DEFAULT,
          Duration.ZERO,
          Duration.ofSeconds(10),
          Logins.NONE);

  public RtmpConfig {
    check("rtmp.max-connections", maxConnections);
    check("rtmp.max-connections-per-address", maxConnectionsPerAddress);
    check("rtmp.max-connects-per-second", maxConnectsPerSecond);
    check("rtmp.play.wait", playPatience);
    check("rtmp.play.pull-wait", pullPatience);
  }

  /** This configuration with other limits of connections. */
  public RtmpConfig withConnections(int max, int maxPerAddress, NetworkList exempt) {
    return new RtmpConfig(
        max,
        maxPerAddress,
        maxConnectsPerSecond,
        exempt,
        session,
        chunks,
        amf,
        play,
        playPatience,
        pullPatience,
        logins);
  }

  /** This configuration with other deadlines and budgets of a connection. */
  public RtmpConfig withSession(SessionLimits other) {
    return new RtmpConfig(
        maxConnections,
        maxConnectionsPerAddress,
        maxConnectsPerSecond,
        exemptNetworks,
        other,
        chunks,
        amf,
        play,
        playPatience,
        pullPatience,
        logins);
  }

  /** This configuration with another wait for streams that nobody publishes. */
  public RtmpConfig withPlayPatience(Duration other) {
    return new RtmpConfig(
        maxConnections,
        maxConnectionsPerAddress,
        maxConnectsPerSecond,
        exemptNetworks,
        session,
        chunks,
        amf,
        play,
        other,
        pullPatience,
        logins);
  }

  private static void check(String key, Duration value) {
    if (value.isNegative() || value.compareTo(MAX_PATIENCE) > 0) {
      throw new IllegalArgumentException(
          key + ": " + value + " (expected: 0 to " + MAX_PATIENCE + ")");
    }
  }

  private static void check(String key, int value) {
    if (value <= 0) {
      throw new IllegalArgumentException(key + ": " + value + " (expected: > 0)");
    }
  }
}
