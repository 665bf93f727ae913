package io.headrace.server.config;

import io.headrace.hls.origin.HlsConfig;
import io.headrace.hls.origin.HlsConfig.Preset;
import io.headrace.media.hub.HubConfig;
import io.headrace.media.peer.NetworkList;
import io.headrace.rtmp.netty.RtmpConfig;
import io.headrace.server.http.HttpConfig;
import io.headrace.server.pull.PullConfig;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;

/** Reads a {@link ServerConfig} from YAML. A key that is absent has its default. */
public final class ConfigReader {
  private ConfigReader() {}

  /**
   * @throws ConfigException with one line that says what is wrong and where
   */
  public static ServerConfig readFile(Path file) throws ConfigException {
    String yaml;
    try {
      yaml = Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new ConfigException(file + ": no such file");
    } catch (CharacterCodingException e) {
      throw new ConfigException(file + ": not UTF-8 text");
    } catch (IOException e) {
      throw new ConfigException(file + ": cannot be read: " + e.getMessage());
    }
    return read(file.toString(), yaml);
  }

  /**
   * @param fileName for messages
   * @throws ConfigException with one line that says what is wrong and where
   */
  public static ServerConfig read(String fileName, String yaml) throws ConfigException {
    ConfigSection root = ConfigSection.root(fileName, new YamlReader(fileName).read(yaml));
    try {
      return server(root);
    } catch (IllegalArgumentException e) {
      // The records name the key first: "hls.part: PT10S (expected: …)".
      String message = String.valueOf(e.getMessage());
      String key = message.substring(0, Math.max(0, message.indexOf(": ")));
      throw new ConfigException(root.place(key) + ": " + message);
    }
  }

  private static ServerConfig server(ConfigSection root) throws ConfigException {
    ServerConfig defaults = ServerConfig.DEFAULT;
    ConfigSection rtmp = root.section("rtmp");
    ConfigSection http = root.section("http");
    ConfigSection memory = root.section("memory");
    ConfigSection threads = root.section("threads");
    ListenAddress rtmpListen = listen(rtmp, defaults.rtmpListen());
    ListenAddress httpListen = listen(http, defaults.httpListen());
    RtmpConfig rtmpConfig = RtmpReader.read(rtmp);
    HttpConfig httpConfig = http(http);
    HlsConfig hls = hls(root.section("hls"));
    HubConfig hub = hub(root);
    PullConfig pull = PullReader.read(root, rtmpConfig);
    Long mediaBytes = memory.valueOrAuto("media", Quantities::sizeBytes);
    Integer ingest = threads.valueOrAuto("ingest", ConfigSection::count);
    Integer delivery = threads.valueOrAuto("delivery", ConfigSection::count);
    root.refuseUnknown();
    return new ServerConfig(
        rtmpListen,
        rtmpConfig,
        httpListen,
        httpConfig,
        hls,
        hub,
        pull,
        mediaBytes,
        ingest,
        delivery);
  }

  private static ListenAddress listen(ConfigSection section, ListenAddress otherwise)
      throws ConfigException {
    return section.value("listen", otherwise, ListenAddress::parse);
  }

  private static HttpConfig http(ConfigSection section) throws ConfigException {
    HttpConfig defaults = HttpConfig.DEFAULT;
    return new HttpConfig(
        section.sizeBytes("max-request-line-bytes", defaults.maxRequestLineBytes()),
        section.sizeBytes("max-header-bytes", defaults.maxHeaderBytes()),
        section.count("max-pipelined", defaults.maxPipelined()),
        section.count("max-connections", defaults.maxConnections()),
        section.count("max-connections-per-address", defaults.maxConnectionsPerAddress()),
        section.list("exempt-networks", defaults.exemptNetworks(), NetworkList::parse),
        section.count("max-waiters-per-stream", defaults.maxWaitersPerStream()),
        section.duration("idle-timeout", defaults.idleTimeout()),
        section.duration("response-deadline", defaults.responseDeadline()));
  }

  private static HlsConfig hls(ConfigSection section) throws ConfigException {
    HlsConfig defaults = section.choice("preset", Preset.BALANCED).config();
    Duration part = section.valueOrAuto("part", Quantities::duration);
    return new HlsConfig(
        section.duration("segment", defaults.segment()),
        part == null ? defaults.part() : part,
        section.duration("window", defaults.window()),
        defaults.slabBytes(),
        section.longSizeBytes("max-cache", defaults.maxCacheBytes()));
  }

  private static HubConfig hub(ConfigSection root) throws ConfigException {
    HubConfig defaults = HubConfig.DEFAULT;
    ConfigSection grace = root.section("grace");
    ConfigSection takeover = root.section("takeover");
    ConfigSection hub = root.section("hub");
    return new HubConfig(
        grace.duration("on-loss", defaults.graceOnLoss()),
        grace.duration("on-stop", defaults.graceOnStop()),
        takeover.duration("silence", defaults.takeoverSilence()),
        takeover.duration("interval", defaults.takeoverInterval()),
        defaults.gopCacheBytes(),
        defaults.gopCacheFrames(),
        defaults.queueFrames(),
        hub.count("max-streams", defaults.maxStreams()),
        hub.duration("timeline-origin", defaults.timelineOrigin()));
  }
}
