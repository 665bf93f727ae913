package io.headrace.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headrace.hls.origin.HlsConfig.Preset;
import io.headrace.media.hub.StreamPath;
import io.headrace.rtmp.session.RtmpUrl;
import io.headrace.server.pull.PullConfig;
import io.headrace.server.pull.SourceConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigReaderTest {
  private static final Path STANDALONE = Path.of("../conf/standalone.yaml");

  @Test
  void theShippedFileSaysTheDefaults() throws ConfigException {
    assertEquals(ServerConfig.DEFAULT, ConfigReader.readFile(STANDALONE));
  }

  @Test
  void theShippedFileHasEveryKey() throws IOException, ConfigException {
    String keys = String.join(", ", keysKnownIn("zzzzzzzzzz: 1\n"));
    assertEquals("grace, hls, http, hub, memory, pull, rtmp, sources, takeover, threads", keys);
    String shipped = Files.readString(STANDALONE);
    for (String section : keys.replace("sources, ", "").split(", ")) {
      String body = shipped.split("(?m)^" + section + ":\\R", 2)[1].split("(?m)^\\w", 2)[0];
      Set<String> written =
          Pattern.compile("(?m)^  ([a-z-]+):")
              .matcher(body)
              .results()
              .map(match -> match.group(1))
              .collect(Collectors.toCollection(TreeSet::new));
      assertEquals(keysKnownIn(section + ":\n  zzzzzzzzzz: 1\n"), written, section);
    }
  }

  @Test
  void theShippedExampleOfASourceIsOne() throws IOException, ConfigException {
    String example =
        Files.readString(STANDALONE)
            .lines()
            .filter(line -> line.matches("#   (- |  )[a-z-]+: .*"))
            .map(line -> line.substring(1))
            .collect(Collectors.joining("\n"));

    assertEquals(
        List.of(
            new SourceConfig(
                new StreamPath("live/elsewhere"),
                RtmpUrl.parse("rtmp://origin.example/live/name?key=secret"),
                true)),
        ConfigReader.read("conf.yaml", "sources:\n" + example).pull().sources());
  }

  @Test
  void sourcesAreAListOfSections() throws ConfigException {
    PullConfig pull =
        ConfigReader.read(
                "conf.yaml",
                """
                sources:
                  - path: live/a
                    url: rtmp://h/app/a
                  - {path: b, url: "rtmp://h/app/b", on-demand: true}
                pull: {linger: 3s, retry: 2s, tcp-deadline: 1s, redirects-to-other-hosts: true}
                """)
            .pull();

    assertEquals(
        List.of("live/a", "b"), pull.sources().stream().map(s -> s.path().value()).toList());
    assertEquals(List.of(false, true), pull.sources().stream().map(s -> s.onDemand()).toList());
    assertEquals(Duration.ofSeconds(3), pull.linger());
    assertEquals(Duration.ofSeconds(2), pull.retry().first());
    assertEquals(Duration.ofSeconds(1), pull.client().limits().tcp());
    assertTrue(pull.client().limits().otherHosts());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "# nothing\n", "---\n", "hls:\n", "http: {}\nhls: {}\n"})
  void whatIsNotSaidHasItsDefault(String yaml) throws ConfigException {
    assertEquals(ServerConfig.DEFAULT, ConfigReader.read("conf.yaml", yaml));
  }

  @Test
  void whatIsSaidCounts() throws ConfigException {
    ServerConfig config =
        ConfigReader.read(
            "conf.yaml",
            """
            rtmp: {listen: "127.0.0.1:1936", max-media-bytes: 4MiB}
            http:
              listen: "[::1]:80"
              max-connections: 50_000
              idle-timeout: 1.5m
              exempt-networks: [10.0.0.0/8]
            hls: {preset: ultra, segment: 1s, window: 30s}
            grace: {on-loss: 0s}
            hub: {max-streams: 3}
            memory: {media: 2GiB}
            threads: {ingest: 2}
            """);
    assertEquals(new ListenAddress("127.0.0.1", 1936), config.rtmpListen());
    assertEquals(4 << 20, config.rtmp().chunks().mediaBytes());
    assertEquals(new ListenAddress("::1", 80), config.httpListen());
    assertEquals(50_000, config.http().maxConnections());
    assertEquals(Duration.ofSeconds(90), config.http().idleTimeout());
    assertEquals("[10.0.0.0/8]", config.http().exemptNetworks().toString());
    assertEquals(Preset.ULTRA.part(), config.hls().part());
    assertEquals(Duration.ofSeconds(1), config.hls().segment());
    assertEquals(Duration.ofSeconds(30), config.hls().window());
    assertEquals(Duration.ZERO, config.hub().graceOnLoss());
    assertEquals(3, config.hub().maxStreams());
    assertEquals(2L << 30, config.mediaBytes());
    assertEquals(2, config.ingestThreads());
  }

  @ParameterizedTest
  @CsvSource({
    "balanced, auto, 500",
    "ultra, auto, 200",
    "relaxed, auto, 1000",
    "ultra, 300ms, 300"
  })
  void aPartOfItsOwnWinsOverThePreset(String preset, String part, long partMs)
      throws ConfigException {
    ServerConfig config =
        ConfigReader.read("conf.yaml", "hls: {preset: " + preset + ", part: " + part + "}\n");
    assertEquals(Duration.ofMillis(partMs), config.hls().part());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "hls:;  segment: 2s;  prt: 1s|unknown key 'prt' at conf.yaml:3, did you mean 'part'?",
        "sources:;  - path: a;    url: rtmp://h/a/b;    on_demand: true|unknown key 'on_demand' at"
            + " conf.yaml:4, did you mean 'on-demand'?",
        "sources:;  - path: a;    url: rtmp://h/a/b;  - path: c|sources at conf.yaml:4: has no 'url'",
        "sources:;  - path: a;    url: http://h/secret|sources.url at conf.yaml:3: no rtmp:// address"
            + " (expected: rtmp://host[:port]/app/name)",
        "sources:;  - path: a b;    url: x|sources.path at conf.yaml:2: stream path: a segment has"
            + " characters outside [A-Za-z0-9._-] or is empty",
        "sources:;  - a|sources at conf.yaml:2: expected keys with a value each",
        "sources: a|sources at conf.yaml:1: expected a list of sections, each begun by a dash",
        "sources:;- {path: a, url: rtmp://h/a/b};- {path: a, url: rtmp://h/a/c}|conf.yaml:1: sources:"
            + " a twice (expected: one source for each path)",
        "pull: {redirects-to-other-hosts: 1}|pull.redirects-to-other-hosts at conf.yaml:1: '1' is"
            + " neither true nor false",
        "pull:;  max-retry: 100ms|conf.yaml:2: pull.max-retry: PT0.1S (expected: >= pull.retry, PT1S)",
        "htpp:;  listen: 80|unknown key 'htpp' at conf.yaml:1, did you mean 'http'?",
        "grace: {on_loss: 3s}|unknown key 'on_loss' at conf.yaml:1, did you mean 'on-loss'?",
        "memory:;  budget: 1GiB|unknown key 'budget' at conf.yaml:2 (known here: media)",
        "hls:;  part: fast|hls.part at conf.yaml:2: 'fast' is not a duration"
            + " (expected: like 500ms, 2s or 1m)",
        "hls:;  part: 500|hls.part at conf.yaml:2: '500' is not a duration"
            + " (expected: like 500ms, 2s or 1m)",
        "hls:;;  part:|hls.part at conf.yaml:3: has no value",
        "hls:;  part: [1s]|hls.part at conf.yaml:2: expected one plain value",
        "hls: 2s|hls at conf.yaml:1: expected a section with keys of its own",
        "hls:;  preset: fast|hls.preset at conf.yaml:2: 'fast' is not known"
            + " (expected: relaxed, balanced, ultra)",
        "memory:;  media: 1Gb|memory.media at conf.yaml:2: '1Gb' is not a size"
            + " (expected: like 64KiB, 512MiB or 2GiB)",
        "http:;  max-connections: many|http.max-connections at conf.yaml:2:"
            + " 'many' is not a whole number",
        "http:;  max-header-bytes: 8GiB|http.max-header-bytes at conf.yaml:2: integer overflow",
        "http:;  listen: 70000|http.listen at conf.yaml:2: '70000' is not an address"
            + " (expected: like 0.0.0.0:1935 or [::]:1935)",
        "http:;  exempt-networks: 10.0.0.0/8|http.exempt-networks at conf.yaml:2:"
            + " expected a list like [a, b]",
        "http:;  exempt-networks: [10.0.0.0]|http.exempt-networks at conf.yaml:2:"
            + " '10.0.0.0' is not a network (expected: like 10.0.0.0/8)",
        "hls:;  segment: 2s;  part: 10s|conf.yaml:3: hls.part: PT10S (expected: PT0.1S to PT5S)",
        "threads:;  ingest: 0|conf.yaml:2: threads.ingest: 0 (expected: 1 to 1024, or auto)",
        "hls:;  part: 1s;  part: 2s|conf.yaml:3: key 'part' is there twice",
        "hls: [|conf.yaml:2: not valid YAML:"
            + " expected the node content, but found '<stream end>'",
        "hls: {part: 1s|conf.yaml:2: not valid YAML:"
            + " expected ',' or '}', but got <stream end>",
        "hls:;  part: 1s;   segment: 2s|conf.yaml:3: not valid YAML:"
            + " mapping values are not allowed here",
        "- hls|conf.yaml:1: expected sections such as 'http:'",
        "just text|conf.yaml:1: expected sections such as 'http:'",
        "hls: {};---;http: {}|conf.yaml:3: expected one YAML document",
      })
  void whatIsWrongIsSaidInOneLine(String yaml, String message) {
    ConfigException e =
        assertThrows(
            ConfigException.class,
            () -> ConfigReader.read("conf.yaml", yaml.replace(';', '\n') + "\n"));
    assertEquals(message, e.getMessage());
  }

  @Test
  void aFileThatCannotBeReadIsSaidInOneLine(@TempDir Path folder) throws IOException {
    assertFileRefused(folder.resolve("none.yaml"), "no such file");
    Path binary = Files.write(folder.resolve("binary.yaml"), new byte[] {(byte) 0xff, 0, 1});
    assertFileRefused(binary, "not UTF-8 text");
    assertFileRefused(folder, "cannot be read: Is a directory");
  }

  @ParameterizedTest
  @CsvSource({
    "0.0.0.0:1935, 0.0.0.0, 1935",
    ":1935, 0.0.0.0, 1935",
    "1935, 0.0.0.0, 1935",
    "localhost:0, localhost, 0",
    "[::]:80, ::, 80",
  })
  void addressesAreRead(String text, String host, int port) {
    assertEquals(new ListenAddress(host, port), ListenAddress.parse(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "host", "host:", "::1:80", "host:-1", "host:65536", "[]:1", "a:b:1"})
  void whatIsNoAddressIsRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> ListenAddress.parse(text));
  }

  @ParameterizedTest
  @CsvSource({
    "1B, 1",
    "64KiB, 65536",
    "1.5 KiB, 1536",
    "2GiB, 2147483648",
    "1MB, 1000000",
    "0B, 0",
  })
  void sizesAreRead(String text, long bytes) {
    assertEquals(bytes, Quantities.sizeBytes(text));
  }

  @ParameterizedTest
  @CsvSource({"500ms, 500", "2s, 2000", "0.2s, 200", "1m, 60000", "1h, 3600000"})
  void durationsAreRead(String text, long millis) {
    assertEquals(Duration.ofMillis(millis), Quantities.duration(text));
  }

  private static void assertFileRefused(Path file, String reason) {
    ConfigException e = assertThrows(ConfigException.class, () -> ConfigReader.readFile(file));
    assertEquals(file + ": " + reason, e.getMessage());
  }

  /** The keys that the refusal of an unknown one lists. */
  private static Set<String> keysKnownIn(String yaml) {
    String message =
        assertThrows(ConfigException.class, () -> ConfigReader.read("conf.yaml", yaml))
            .getMessage();
    String list = message.substring(message.indexOf("known here: ") + 12, message.length() - 1);
    return Pattern.compile(", ").splitAsStream(list).collect(Collectors.toCollection(TreeSet::new));
  }
}
