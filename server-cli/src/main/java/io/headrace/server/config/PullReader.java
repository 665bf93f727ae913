package io.headrace.server.config;

import io.headrace.media.hub.StreamPath;
import io.headrace.rtmp.netty.RtmpConfig;
import io.headrace.rtmp.session.ClientConfig;
import io.headrace.rtmp.session.ClientLimits;
import io.headrace.rtmp.session.RtmpUrl;
import io.headrace.server.pull.PullConfig;
import io.headrace.server.pull.PullConfig.RetryConfig;
import io.headrace.server.pull.SourceConfig;
import java.util.ArrayList;
import java.util.List;

/** Reads the list {@code sources} and the section {@code pull}. */
final class PullReader {
  private PullReader() {}

  /**
   * @param rtmp what messages may hold, which is the same in both directions
   */
  static PullConfig read(ConfigSection root, RtmpConfig rtmp) throws ConfigException {
    PullConfig defaults = PullConfig.DEFAULT;
    ConfigSection pull = root.section("pull");
    return new PullConfig(
        sources(root.sections("sources")),
        new ClientConfig(
            limits(pull, ClientLimits.DEFAULT),
            rtmp.chunks(),
            rtmp.amf(),
            defaults.client().publishChunkBytes()),
        retry(pull, defaults.retry()),
        pull.duration("start-timeout", defaults.startTimeout()),
        pull.duration("linger", defaults.linger()));
  }

  private static List<SourceConfig> sources(List<ConfigSection> sections) throws ConfigException {
    List<SourceConfig> sources = new ArrayList<>();
    for (ConfigSection section : sections) {
      sources.add(
          new SourceConfig(
              section.required("path", StreamPath::parse),
              section.required("url", RtmpUrl::parse),
              section.flag("on-demand", false)));
    }
    return sources;
  }

  private static ClientLimits limits(ConfigSection pull, ClientLimits defaults)
      throws ConfigException {
    return new ClientLimits(
        pull.duration("tcp-deadline", defaults.tcp()),
        pull.duration("handshake-deadline", defaults.handshake()),
        pull.duration("connect-deadline", defaults.connect()),
        pull.duration("start-deadline", defaults.start()),
        pull.duration("first-media-deadline", defaults.firstMedia()),
        pull.duration("silence-deadline", defaults.silence()),
        pull.sizeBytes("max-bytes-before-start", defaults.bytesBeforeStart()),
        pull.sizeBytes("max-waiting-bytes", defaults.waitingBytes()),
        pull.count("max-commands-per-second", defaults.commandsPerSecond()),
        pull.count("max-changes-per-second", defaults.changesPerSecond()),
        pull.count("max-redirects-per-minute", defaults.redirectsPerMinute()),
        pull.flag("redirects-to-other-hosts", defaults.otherHosts()));
  }

  private static RetryConfig retry(ConfigSection pull, RetryConfig defaults)
      throws ConfigException {
    return new RetryConfig(
        pull.duration("retry", defaults.first()),
        pull.duration("max-retry", defaults.most()),
        pull.duration("login-retry", defaults.firstLogin()),
        pull.duration("max-login-retry", defaults.mostLogin()),
        pull.duration("settled-after", defaults.settled()));
  }
}
