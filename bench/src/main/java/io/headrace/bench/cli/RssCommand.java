package io.headrace.bench.cli;

import io.headrace.bench.measure.RssMeasurement;
import io.headrace.bench.measure.ServerProcess;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures memory. */
@Command(
    name = "rss",
    description = "Starts a server and measures its resident memory by the number of streams.",
    mixinStandardHelpOptions = true)
final class RssCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--streams",
      split = ",",
      defaultValue = "0,1,20",
      description = "Numbers of streams, ascending (${DEFAULT-VALUE}).")
  private List<Integer> streams;

  @Option(
      names = "--settle-s",
      defaultValue = "60",
      description = "From the last start to the first sample (${DEFAULT-VALUE}).")
  private int settleS;

  @Mixin private ServerOptions server;
  @Mixin private FlvOptions flv;

  @Override
  public Integer call() throws IOException, InterruptedException {
    try (ServerProcess process = server.start("rss")) {
      RssMeasurement.Report report =
          new RssMeasurement(process, settleS).run(flv.source(), streams);
      PrintWriter out = spec.commandLine().getOut();
      out.println("streams  resident   highest");
      for (RssMeasurement.Figure figure : report.figures()) {
        out.printf(
            "%7d  %5.0f MiB  %5.0f MiB%n",
            figure.streams(),
            figure.residentBytes() / 1024.0 / 1024,
            figure.highestBytes() / 1024.0 / 1024);
      }
      report.errors().forEach((name, error) -> out.printf("error    %s %s%n", name, error));
      out.printf("-> %s%n", Results.write("rss", report));
      out.flush();
      return report.errors().isEmpty() ? 0 : 1;
    }
  }
}
