package io.headrace.bench.cli;

import java.io.IOException;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code bench/run}. */
@Command(
    name = "bench/run",
    description = "Benchmarks, load generators and measurements of Headrace.",
    mixinStandardHelpOptions = true,
    subcommands = {
      JmhCommand.class,
      PublishersCommand.class,
      PlayersCommand.class,
      RtmpPlayersCommand.class,
      MakeFlvCommand.class,
      RssCommand.class,
      DelayCommand.class,
      FanoutCommand.class
    })
public final class Bench {
  private Bench() {}

  public static void main(String[] args) {
    CommandLine line = new CommandLine(new Bench());
    Objects.requireNonNull(line.getSubcommands().get("jmh"))
        .setUnmatchedOptionsArePositionalParams(true);
    line.setExecutionExceptionHandler(
        (failure, command, parsed) -> {
          if (failure instanceof IOException || failure instanceof IllegalArgumentException) {
            command.getErr().println(command.getColorScheme().errorText(failure.getMessage()));
          } else {
            failure.printStackTrace(command.getErr());
          }
          return command.getCommandSpec().exitCodeOnExecutionException();
        });
    System.exit(line.execute(args));
  }
}
