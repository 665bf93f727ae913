package io.headrace.bench.cli;

import io.headrace.bench.measure.DelayMeasurement;
import io.headrace.bench.measure.ServerProcess;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures delay. */
@Command(
    name = "delay",
    description =
        "Starts a server and measures the delay from the frame that closes a part to the first"
            + " byte of the blocked playlist that names it.",
    mixinStandardHelpOptions = true)
final class DelayCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--parts",
      defaultValue = "240",
      description = "Parts to measure (${DEFAULT-VALUE}).")
  private int parts;

  @Mixin private ServerOptions server;
  @Mixin private FlvOptions flv;

  @Override
  public Integer call() throws IOException, InterruptedException {
    try (ServerProcess process = server.start("delay")) {
      DelayMeasurement.Report report = new DelayMeasurement(process).run(flv.source(), parts);
      PrintWriter out = spec.commandLine().getOut();
      out.printf("%s, %d parts%n", server.preset(), report.parts());
      out.printf("frame to playlist   %s%n", report.delayMs());
      out.printf("publisher late by   %s%n", report.publisherLatenessMs());
      if (report.impossible() > 0) {
        out.printf("void: %d playlists came before their frame%n", report.impossible());
      }
      report.errors().forEach((name, error) -> out.printf("error    %s %s%n", name, error));
      out.printf("-> %s%n", Results.write("delay-" + server.preset(), report));
      out.flush();
      boolean sound = report.errors().isEmpty() && report.impossible() == 0;
      return sound && report.parts() >= parts ? 0 : 1;
    }
  }
}
