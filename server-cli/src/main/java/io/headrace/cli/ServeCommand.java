package io.headrace.cli;

import io.headrace.server.HeadraceServer;
import io.headrace.server.StartException;
import io.headrace.server.config.ConfigException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
    name = "serve",
    description = "Takes streams in by RTMP and serves them as low-latency HLS until stopped.",
    mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ServerOptions options = new ServerOptions();

  @Override
  public Integer call() throws ConfigException, StartException, IOException, InterruptedException {
    HeadraceServer server = HeadraceServer.start(options.config());
    Runtime.getRuntime().addShutdownHook(new Thread(server::close, "shutdown"));
    ServerUrls urls = ServerUrls.of(server);
    PrintWriter out = spec.commandLine().getOut();
    out.println("Headrace " + Version.read() + " is running; Ctrl-C stops it.");
    out.println("  publish  " + urls.publish() + "  with any name as stream key");
    out.println("  play     " + urls.pages() + "live/<name>/");
    out.println("  all      " + urls.pages());
    out.flush();
    server.awaitClosed();
    return ExitCode.OK;
  }
}
