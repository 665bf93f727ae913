package io.headrace.server.config;

import io.headrace.hls.origin.HlsConfig;
import io.headrace.hls.origin.HlsConfig.Preset;
import io.headrace.media.hub.HubConfig;
import io.headrace.rtmp.netty.RtmpConfig;
import io.headrace.server.http.HttpConfig;
import io.headrace.server.pull.PullConfig;
import org.jspecify.annotations.Nullable;

/**
 * All that a server is started with.
 *
 * @param rtmpListen where publishers connect
 * @param rtmp what RTMP allows
 * @param httpListen where players connect
 * @param http what HTTP allows
 * @param hls how streams are packaged
 * @param hub grace times, takeover, number of streams
 * @param pull which streams are fetched from other servers
 * @param mediaBytes direct memory that media may hold; null for a share of what the JVM grants
 * @param ingestThreads threads that take streams in and package them; null for half the processors
 * @param deliveryThreads threads that serve viewers; null for as many as processors
 */
public record ServerConfig(
    ListenAddress rtmpListen,
    RtmpConfig rtmp,
    ListenAddress httpListen,
    HttpConfig http,
    HlsConfig hls,
    HubConfig hub,
    PullConfig pull,
    @Nullable Long mediaBytes,
    @Nullable Integer ingestThreads,
    @Nullable Integer deliveryThreads) {
  private static final long MIN_MEDIA_BYTES = 16L << 20;
  private static final int MAX_THREADS = 1_024;

  public static final ServerConfig DEFAULT =
      new ServerConfig(
          new ListenAddress("0.0.0.0", 1935),
          RtmpConfig.DEFAULT,
          new ListenAddress("0.0.0.0", 8080),
          HttpConfig.DEFAULT,
          Preset.BALANCED.config(),
          HubConfig.DEFAULT,
          PullConfig.DEFAULT,
          null,
          null,
          null);

  public ServerConfig {
    if (mediaBytes != null && mediaBytes < MIN_MEDIA_BYTES) {
      throw new IllegalArgumentException(
          "memory.media: " + mediaBytes + " bytes (expected: >= 16MiB)");
    }
    checkThreads("threads.ingest", ingestThreads);
    checkThreads("threads.delivery", deliveryThreads);
  }

  /** This configuration with the addresses given, where they are. */
  public ServerConfig withListen(@Nullable ListenAddress newRtmp, @Nullable ListenAddress newHttp) {
    return new ServerConfig(
        newRtmp == null ? rtmpListen : newRtmp,
        rtmp,
        newHttp == null ? httpListen : newHttp,
        http,
        hls,
        hub,
        pull,
        mediaBytes,
        ingestThreads,
        deliveryThreads);
  }

  /** This configuration with the parts of {@code preset}. */
  public ServerConfig withPreset(Preset preset) {
    return withHls(
        new HlsConfig(
            hls.segment(), preset.part(), hls.window(), hls.slabBytes(), hls.maxCacheBytes()));
  }

  /** This configuration with other packaging. */
  public ServerConfig withHls(HlsConfig newHls) {
    return new ServerConfig(
        rtmpListen,
        rtmp,
        httpListen,
        http,
        newHls,
        hub,
        pull,
        mediaBytes,
        ingestThreads,
        deliveryThreads);
  }

  /** This configuration with another hub. */
  public ServerConfig withHub(HubConfig newHub) {
    return new ServerConfig(
        rtmpListen,
        rtmp,
        httpListen,
        http,
        hls,
        newHub,
        pull,
        mediaBytes,
        ingestThreads,
        deliveryThreads);
  }

  /** This configuration with other sources. */
  public ServerConfig withPull(PullConfig newPull) {
    return new ServerConfig(
        rtmpListen,
        rtmp,
        httpListen,
        http,
        hls,
        hub,
        newPull,
        mediaBytes,
        ingestThreads,
        deliveryThreads);
  }

  private static void checkThreads(String key, @Nullable Integer threads) {
    if (threads != null && (threads < 1 || threads > MAX_THREADS)) {
      throw new IllegalArgumentException(
          key + ": " + threads + " (expected: 1 to " + MAX_THREADS + ", or auto)");
    }
  }
}
