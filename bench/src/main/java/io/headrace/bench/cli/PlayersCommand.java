package io.headrace.bench.cli;

import io.headrace.bench.load.LoadTransport;
import io.headrace.bench.load.PlayerLoad;
import io.headrace.bench.load.VersionListener;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Load: LL-HLS players. */
@Command(
    name = "players",
    description = "Many LL-HLS players that check what they receive.",
    mixinStandardHelpOptions = true)
final class PlayersCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--url",
      defaultValue = "http://127.0.0.1:8080/live/load-%d/index.m3u8",
      description = "Multivariant playlist, with %%d for the stream (default: ${DEFAULT-VALUE}).")
  private String url;

  @Option(names = "--count", defaultValue = "1", description = "Players (${DEFAULT-VALUE}).")
  private int count;

  @Option(
      names = "--streams",
      defaultValue = "1",
      description = "Streams they share out among them (${DEFAULT-VALUE}).")
  private int streams;

  @Option(names = "--seconds", defaultValue = "60", description = "How long (${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--stagger-ms",
      defaultValue = "20",
      description = "Between two starts (${DEFAULT-VALUE}).")
  private int staggerMs;

  @Option(
      names = "--patience-s",
      defaultValue = "20",
      description = "How long a stream may take to appear (${DEFAULT-VALUE}).")
  private int patienceS;

  @Option(names = "--threads", defaultValue = "1", description = "Loops (${DEFAULT-VALUE}).")
  private int threads;

  @Override
  public Integer call() throws IOException, InterruptedException {
    try (LoadTransport transport = new LoadTransport(threads);
        PlayerLoad load = new PlayerLoad(transport)) {
      load.start(
          url,
          streams,
          count,
          staggerMs,
          TimeUnit.SECONDS.toMillis(patienceS),
          VersionListener.NONE);
      TimeUnit.SECONDS.sleep(seconds);
      PlayerLoad.Report report = load.stop();
      print(report);
      return report.errors().isEmpty() && report.parts() > 0 ? 0 : 1;
    }
  }

  private void print(PlayerLoad.Report report) throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        "players    %d of %d renditions, %.1f s%n",
        report.players(), report.renditions(), report.seconds());
    out.printf(
        "playlists  %d blocked, %d plain, %d unavailable%n",
        report.blockedPlaylists(), report.plainPlaylists(), report.unavailable());
    out.printf(
        "parts      %d, init sections %d, %.1f MB%n",
        report.parts(), report.initSections(), report.mediaBytes() / 1e6);
    out.printf("playlist late by           %s%n", report.playlistLatenessMs());
    out.printf("part request to last byte  %s%n", report.partFetchMs());
    out.printf("published to last byte     %s%n", report.publicationToLastByteMs());
    report.errors().forEach((name, error) -> out.printf("error      %s %s%n", name, error));
    out.printf("-> %s%n", Results.write("players", report));
    out.flush();
  }
}
