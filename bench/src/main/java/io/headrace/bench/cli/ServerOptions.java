package io.headrace.bench.cli;

import io.headrace.bench.measure.ServerProcess;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which server is measured. */
final class ServerOptions {
  /** System property with the checkout; the launcher sets it. */
  private static final String ROOT_PROPERTY = "headrace.bench.root";

  @Option(
      names = "--preset",
      defaultValue = "balanced",
      description = "Latency preset of the server: relaxed, balanced, ultra (${DEFAULT-VALUE}).")
  private String preset = "balanced";

  String preset() {
    return preset;
  }

  ServerProcess start(String name) throws IOException {
    Path launcher = Path.of(System.getProperty(ROOT_PROPERTY, "."), "headrace");
    Path log = Results.file(name).resolveSibling(name + "-server.log");
    return ServerProcess.start(launcher, log, "--preset", preset);
  }
}
