package io.headrace.server.config;

import io.headrace.media.peer.NetworkList;
import io.headrace.rtmp.amf.AmfLimits;
import io.headrace.rtmp.chunk.ChunkLimits;
import io.headrace.rtmp.netty.RtmpConfig;
import io.headrace.rtmp.relay.PlayConfig;
import io.headrace.rtmp.session.Logins;
import io.headrace.rtmp.session.SessionLimits;

/** Reads the section {@code rtmp}. */
final class RtmpReader {
  private RtmpReader() {}

  static RtmpConfig read(ConfigSection section) throws ConfigException {
    RtmpConfig defaults = RtmpConfig.DEFAULT;
    ConfigSection play = section.section("play");
    return new RtmpConfig(
        section.count("max-connections", defaults.maxConnections()),
        section.count("max-connections-per-address", defaults.maxConnectionsPerAddress()),
        section.count("max-connects-per-second", defaults.maxConnectsPerSecond()),
        section.list("exempt-networks", defaults.exemptNetworks(), NetworkList::parse),
        session(section, defaults.session()),
        chunks(section, defaults.chunks()),
        amf(section.section("amf"), defaults.amf()),
        play(play, defaults.play()),
        play.duration("wait", defaults.playPatience()),
        play.duration("pull-wait", defaults.pullPatience()),
        new Logins(section.texts("users")));
  }

  private static SessionLimits session(ConfigSection section, SessionLimits defaults)
      throws ConfigException {
    return new SessionLimits(
        section.duration("handshake-deadline", defaults.handshake()),
        section.duration("publish-deadline", defaults.publish()),
        section.duration("authorisation-deadline", defaults.authorisation()),
        section.duration("first-media-deadline", defaults.firstMedia()),
        section.duration("silence-deadline", defaults.silence()),
        section.duration("ping-interval", defaults.ping()),
        section.sizeBytes("max-bytes-before-publish", defaults.bytesBeforePublish()),
        section.sizeBytes(
            "max-signalling-bytes-before-publish", defaults.signallingBytesBeforePublish()),
        section.count("max-commands-per-second", defaults.commandsPerSecond()),
        section.count("max-create-streams", defaults.createStreams()),
        section.count("max-changes-per-second", defaults.changesPerSecond()),
        section.count("max-app-length", defaults.appLength()),
        section.count("max-name-length", defaults.nameLength()),
        section.count("max-url-length", defaults.urlLength()),
        section.count("max-parameter-length", defaults.parameterLength()),
        section.value("default-app", defaults.defaultApp(), text -> text));
  }

  private static ChunkLimits chunks(ConfigSection section, ChunkLimits defaults)
      throws ConfigException {
    return new ChunkLimits(
        section.sizeBytes("max-command-bytes", defaults.commandBytes()),
        section.sizeBytes("max-data-bytes", defaults.dataBytes()),
        section.sizeBytes("max-media-bytes", defaults.mediaBytes()),
        section.count("max-chunk-streams", defaults.chunkStreams()),
        section.count("max-partial-messages", defaults.partialMessages()),
        section.sizeBytes("max-partial-bytes", defaults.partialBytes()),
        section.count("max-small-chunks-per-second", defaults.smallChunksPerSecond()));
  }

  private static AmfLimits amf(ConfigSection section, AmfLimits defaults) throws ConfigException {
    return new AmfLimits(
        section.count("depth", defaults.depth()),
        section.count("values", defaults.values()),
        section.sizeBytes("key-bytes", defaults.keyBytes()),
        section.sizeBytes("string-bytes", defaults.stringBytes()));
  }

  private static PlayConfig play(ConfigSection section, PlayConfig defaults)
      throws ConfigException {
    return new PlayConfig(
        section.choice("start", defaults.start()),
        section.choice("enhanced", defaults.enhanced()),
        section.sizeBytes("soft-backlog", defaults.softBacklogBytes()),
        section.duration("soft-delay", defaults.softDelay()),
        section.sizeBytes("hard-backlog", defaults.hardBacklogBytes()),
        section.duration("stall", defaults.stall()),
        section.longSizeBytes("gop-bytes", defaults.gopBytes()),
        section.count("gop-frames", defaults.gopFrames()),
        section.sizeBytes("batch-bytes", defaults.batchBytes()));
  }
}
