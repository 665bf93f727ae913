package io.headrace.bench.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The JMH benchmarks, with JMH's own options. */
@Command(
    name = "jmh",
    description = "Runs the JMH benchmarks, with -prof gc and JSON results unless told otherwise.")
final class JmhCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "JMH",
      description = "Patterns and options of JMH, such as: Frame -i 3 -prof gc")
  private List<String> arguments = List.of();

  @Override
  public Integer call() throws IOException, RunnerException, CommandLineOptionException {
    List<String> all = new ArrayList<>(arguments);
    if (!all.contains("-prof")) {
      all.addAll(List.of("-prof", "gc"));
    }
    if (!all.contains("-rf")) {
      all.addAll(List.of("-rf", "json", "-rff", Results.file("jmh").toString()));
    }
    CommandLineOptions options = new CommandLineOptions(all.toArray(String[]::new));
    if (options.shouldHelp()) {
      options.showHelp();
    } else if (options.shouldList()) {
      new Runner(options).list();
    } else {
      new Runner(options).run();
    }
    return 0;
  }
}
