package io.headrace.bench.cli;

import io.headrace.bench.load.FlvSource;
import io.headrace.bench.load.SyntheticFlv;
import io.headrace.bench.measure.FanoutMeasurement;
import io.headrace.bench.measure.FanoutMeasurement.Plan;
import io.headrace.bench.measure.FanoutMeasurement.Report;
import io.headrace.bench.measure.MeasuredServer;
import io.headrace.bench.measure.NginxProcess;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures the fan-out to RTMP players, next to nginx-rtmp. */
@Command(
    name = "fanout",
    description = {
      "Starts Headrace and nginx-rtmp in turn, sends each the same stream for many RTMP players,"
          + " and measures what arrives, processor time, delay and memory.",
      "Expected of 400 players of 4 Mbit/s: no frame lost, at most 1.3 times the processor time of"
          + " nginx-rtmp, a median delay below 5 ms, less than 64 KiB per player."
    },
    mixinStandardHelpOptions = true)
final class FanoutCommand implements Callable<Integer> {
  private static final int GOP_SECONDS = 2;
  private static final int SETTLE_S = 5;
  private static final double KIB = 1_024;
  private static final double MIB = KIB * KIB;

  @Spec private CommandSpec spec;

  @Option(names = "--players", defaultValue = "400", description = "Players (${DEFAULT-VALUE}).")
  private int players;

  @Option(
      names = "--mbit",
      defaultValue = "4",
      description = "Megabits per second of the stream (${DEFAULT-VALUE}).")
  private double mbit;

  @Option(
      names = "--seconds",
      defaultValue = "30",
      description = "How long each time (${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--warm-up-s",
      defaultValue = "60",
      description =
          "Before it is measured (${DEFAULT-VALUE}): before that a tenth of the processor time of"
              + " Headrace is the compiler's.")
  private int warmUpSeconds;

  @Option(
      names = "--stalled",
      paramLabel = "COUNT",
      defaultValue = "0",
      description = "Players besides, which stop reading (${DEFAULT-VALUE}).")
  private int stalled;

  @Option(
      names = "--rounds",
      defaultValue = "2",
      description = "How often each server is measured, in turn (${DEFAULT-VALUE}).")
  private int rounds;

  @Option(
      names = "--threads",
      defaultValue = "1",
      description = "Loops of the players (${DEFAULT-VALUE}).")
  private int threads;

  @Option(
      names = "--nginx-chunk",
      paramLabel = "BYTES",
      defaultValue = "65536",
      description = "Chunk size of nginx-rtmp (${DEFAULT-VALUE}, as Headrace; its own is 4096).")
  private int nginxChunkBytes;

  @Mixin private ServerOptions server;

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    boolean compares = NginxProcess.isInstalled();
    if (!compares) {
      out.println(
          "nginx-rtmp is not here, Headrace is measured alone"
              + " (on Debian: apt install nginx-light libnginx-mod-rtmp)");
    }
    FlvSource source =
        FlvSource.of(
            SyntheticFlv.write(
                (int) (mbit * 1e6),
                FlvOptions.DEFAULT_SECONDS,
                GOP_SECONDS,
                FlvOptions.SEED,
                ByteBufAllocator.DEFAULT));
    Plan plan = new Plan(players, stalled, SETTLE_S, warmUpSeconds, seconds, threads);
    List<Report> ours = new ArrayList<>();
    List<Report> theirs = new ArrayList<>();
    for (int i = 0; i < rounds; i++) {
      ours.add(measure(server.start("fanout"), plan, source, out));
      if (compares) {
        theirs.add(measure(startNginx(), plan, source, out));
      }
    }
    List<Report> all = new ArrayList<>(ours);
    all.addAll(theirs);
    if (compares) {
      compare(ours, theirs, out);
    }
    out.printf("-> %s%n", Results.write("fanout", all));
    out.flush();
    return ours.stream().allMatch(Report::isSound) ? 0 : 1;
  }

  private NginxProcess startNginx() throws IOException, InterruptedException {
    return NginxProcess.start(
        Results.file("fanout").resolveSibling("fanout-nginx.log"), nginxChunkBytes);
  }

  private static Report measure(
      MeasuredServer started, Plan plan, FlvSource source, PrintWriter out)
      throws IOException, InterruptedException {
    try (MeasuredServer measured = started) {
      Report report = new FanoutMeasurement(measured, plan).run(source);
      print(report, out);
      return report;
    }
  }

  private static void print(Report report, PrintWriter out) {
    out.printf("%s, %d players%n", report.server(), report.players());
    out.printf(
        "  frames     %d expected, %d received, %d lost, %d repeated%n",
        report.expectedFrames(),
        report.receivedFrames(),
        report.lostFrames(),
        report.repeatedFrames());
    out.printf(
        "  delivered  %.1f Gbit in %.1f s, %.2f Gbit/s%n",
        report.gbit(), report.seconds(), report.gbit() / report.seconds());
    out.printf(
        "  processor  %.3f s per Gbit; generator %.3f s per Gbit, others %.2f processors%n",
        report.cpuSecondsPerGbit(), report.generatorCpuSecondsPerGbit(), report.othersCpus());
    out.printf("  delay      %s%n", report.delayMs());
    out.printf("  publisher  late by %s%n", report.publisherLatenessMs());
    out.printf(
        "  memory     %.1f MiB with one player, %.1f MiB with all, %.1f KiB per player%n",
        report.residentBytesOfOne() / MIB,
        report.residentBytesOfAll() / MIB,
        report.residentBytesPerPlayer() / KIB);
    if (report.stalled().players() > 0) {
      out.printf(
          "  stalled    %d, dropped %d%n", report.stalled().players(), report.stalled().dropped());
    }
    report.errors().forEach((name, error) -> out.printf("  error      %s %s%n", name, error));
    out.flush();
  }

  private static void compare(List<Report> ours, List<Report> theirs, PrintWriter out) {
    out.printf("%-22s %10s %10s %8s%n", "median", "Headrace", "nginx-rtmp", "ratio");
    row("lost frames", ours, theirs, Report::lostFrames, out);
    row("processor s per Gbit", ours, theirs, Report::cpuSecondsPerGbit, out);
    row("delay p50 ms", ours, theirs, report -> report.delayMs().p50Ms(), out);
    row("delay p99 ms", ours, theirs, report -> report.delayMs().p99Ms(), out);
    row("KiB per player", ours, theirs, report -> report.residentBytesPerPlayer() / KIB, out);
  }

  private static void row(
      String name,
      List<Report> ours,
      List<Report> theirs,
      ToDoubleFunction<Report> figure,
      PrintWriter out) {
    double our = median(ours, figure);
    double their = median(theirs, figure);
    String ratio = their == 0 ? "-" : String.format("%.2f", our / their);
    out.printf("%-22s %10.3f %10.3f %8s%n", name, our, their, ratio);
  }

  private static double median(List<Report> reports, ToDoubleFunction<Report> figure) {
    double[] sorted = reports.stream().mapToDouble(figure).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
