package io.headrace.bench.cli;

import io.headrace.bench.load.LoadTransport;
import io.headrace.bench.play.RtmpPlayerLoad;
import io.headrace.bench.play.StalledPlayers;
import io.headrace.rtmp.session.RtmpUrl;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Load: RTMP players. */
@Command(
    name = "rtmp-players",
    description =
        "Many RTMP players of one stream that check that every frame arrives, in order and once;"
            + " what 'bench/run publishers' sends is also timed.",
    mixinStandardHelpOptions = true)
final class RtmpPlayersCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--url",
      defaultValue = "rtmp://127.0.0.1:1935/live/load-0",
      description = "What is played (default: ${DEFAULT-VALUE}).")
  private String url;

  @Option(names = "--players", defaultValue = "1", description = "Players (${DEFAULT-VALUE}).")
  private int players;

  @Option(
      names = "--seconds",
      defaultValue = "60",
      description = "How long, once all play (${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--stagger-ms",
      defaultValue = "5",
      description = "Between two starts (${DEFAULT-VALUE}).")
  private int staggerMs;

  @Option(names = "--threads", defaultValue = "1", description = "Loops (${DEFAULT-VALUE}).")
  private int threads;

  @Option(
      names = "--patience-s",
      defaultValue = "60",
      description = "How long all may take to begin (${DEFAULT-VALUE}).")
  private int patienceS;

  @Option(
      names = "--stalled",
      paramLabel = "COUNT",
      defaultValue = "0",
      description = "Players besides, which stop reading (${DEFAULT-VALUE}).")
  private int stalled;

  @Override
  public Integer call() throws IOException, InterruptedException {
    RtmpUrl stream = RtmpUrl.parse(url);
    try (LoadTransport transport = new LoadTransport(threads);
        RtmpPlayerLoad load = new RtmpPlayerLoad(transport);
        StalledPlayers stalling = new StalledPlayers(transport)) {
      load.start(stream, players, staggerMs, RtmpPlayerLoad.SYSTEM_BUFFER);
      stalling.start(stream, stalled);
      boolean all = load.awaitPlaying(patienceS) && stalling.awaitPlaying(patienceS);
      load.measureFromNow();
      stalling.stall();
      if (all) {
        TimeUnit.SECONDS.sleep(seconds);
      }
      RtmpPlayerLoad.Report report = load.report();
      print(report, stalling.finish());
      return all && report.isSound() ? 0 : 1;
    }
  }

  private void print(RtmpPlayerLoad.Report report, StalledPlayers.Outcome outcome)
      throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    out.printf("players    %d, playing %d%n", report.players(), report.playing());
    out.printf(
        "frames     %d video, %d audio, %.1f MB%n",
        report.videoFrames(), report.audioFrames(), report.bytes() / 1e6);
    out.printf(
        "           %d lost, %d repeated, %d steps back, %d without a number%n",
        report.lostFrames(), report.repeatedFrames(), report.stepsBack(), report.unstampedFrames());
    out.printf("delay      %s%n", report.delayMs());
    if (outcome.players() > 0) {
      out.printf("stalled    %d, dropped %d%n", outcome.players(), outcome.dropped());
    }
    report.errors().forEach((name, error) -> out.printf("error      %s %s%n", name, error));
    out.printf("-> %s%n", Results.write("rtmp-players", report));
    out.flush();
  }
}
