package io.headrace.bench.cli;

import io.headrace.bench.load.FrameClock;
import io.headrace.bench.load.LoadTransport;
import io.headrace.bench.load.PublisherLoad;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Load: RTMP publishers. */
@Command(
    name = "publishers",
    description = "Many RTMP publishers that replay one FLV in real time.",
    mixinStandardHelpOptions = true)
final class PublishersCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--url",
      defaultValue = "rtmp://127.0.0.1:1935/live/load-%d",
      description = "Where to, with %%d for the publisher's number (default: ${DEFAULT-VALUE}).")
  private String url;

  @Option(names = "--count", defaultValue = "1", description = "Publishers (${DEFAULT-VALUE}).")
  private int count;

  @Option(names = "--first", defaultValue = "0", description = "First number (${DEFAULT-VALUE}).")
  private int first;

  @Option(names = "--seconds", defaultValue = "60", description = "How long (${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--stagger-ms",
      defaultValue = "50",
      description = "Between two starts (${DEFAULT-VALUE}).")
  private int staggerMs;

  @Option(names = "--threads", defaultValue = "1", description = "Loops (${DEFAULT-VALUE}).")
  private int threads;

  @Mixin private FlvOptions flv;

  @Override
  public Integer call() throws IOException, InterruptedException {
    try (LoadTransport transport = new LoadTransport(threads);
        PublisherLoad load = new PublisherLoad(transport, flv.source())) {
      load.start(url, first, count, staggerMs, FrameClock.NONE);
      TimeUnit.SECONDS.sleep(seconds);
      PublisherLoad.Report report = load.report();
      print(report);
      return report.errors().isEmpty() && report.live() == count ? 0 : 1;
    }
  }

  private void print(PublisherLoad.Report report) throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        "publishers %d, live %d, %.1f s%n", report.publishers(), report.live(), report.seconds());
    out.printf(
        "frames     %d, %.1f MB, %.2f Mbit/s%n",
        report.framesSent(), report.bytesSent() / 1e6, report.bytesSent() * 8 / 1e6 / seconds);
    out.printf("lateness   %s%n", report.latenessMs());
    report.errors().forEach((name, error) -> out.printf("error      %s %s%n", name, error));
    out.printf("-> %s%n", Results.write("publishers", report));
    out.flush();
  }
}
