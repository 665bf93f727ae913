package io.headrace.cli;

import io.headrace.server.StartException;
import io.headrace.server.config.ConfigException;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The program {@code headrace}. */
@Command(
    name = "headrace",
    description = "A live-media server: RTMP in, low-latency HLS out.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {ServeCommand.class, DemoCommand.class, VersionCommand.class})
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  /** The command line, with errors in one line. */
  static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(Main::onUsageError)
        .setExecutionExceptionHandler((e, command, parsed) -> onFailure(e, command));
  }

  private static int onUsageError(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("headrace: " + oneLine(String.valueOf(e.getMessage())));
    UnmatchedArgumentException.printSuggestions(e, err);
    err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
    return ExitCode.USAGE;
  }

  private static int onFailure(Exception e, CommandLine command) throws Exception {
    if (e instanceof ConfigException) {
      command.getErr().println("headrace: " + e.getMessage());
      return ExitCode.USAGE;
    }
    if (e instanceof StartException) {
      command.getErr().println("headrace: " + e.getMessage());
      return ExitCode.SOFTWARE;
    }
    throw e;
  }

  private static String oneLine(String message) {
    return message.replaceAll("\\s*\\R\\s*", " ");
  }
}
