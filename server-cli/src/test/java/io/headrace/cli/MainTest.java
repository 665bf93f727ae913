package io.headrace.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class MainTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void versionSaysTheVersionOfTheBuild() {
    assertEquals(0, execute("version"));
    assertTrue(
        out.toString().matches("headrace \\d+\\.\\d+\\.\\d+(-SNAPSHOT)?\\R"), out.toString());
    assertEquals("", err.toString());
  }

  @Test
  void helpNamesTheCommands() {
    assertEquals(0, execute("--help"));
    assertTrue(out.toString().contains("serve"), out.toString());
    assertTrue(out.toString().contains("version"), out.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "|headrace: Missing required subcommand",
        "srve|headrace: Unmatched argument at index 0: 'srve'",
        "serve --prest ultra|headrace: Unknown options: '--prest', 'ultra'",
        "serve --preset fast|headrace: Invalid value for option '--preset':"
            + " expected one of [RELAXED, BALANCED, ULTRA] (case-insensitive) but was 'fast'",
        "serve --http 70000|headrace: Invalid value for option '--http':"
            + " '70000' is not an address (expected: like 0.0.0.0:1935 or [::]:1935)",
        "serve --config /none.yaml|headrace: /none.yaml: no such file",
      })
  void wrongUsageIsSaidInOneLineAndExitsWith2(String arguments, String message) {
    assertEquals(2, execute(arguments == null ? new String[0] : arguments.split(" ")));
    assertEquals(message, err.toString().lines().findFirst().orElse(""));
    assertNoStackTrace();
  }

  @Test
  void aWrongConfigurationIsSaidInOneLineAndExitsWith2(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("conf.yaml"), "hls:\n  prt: 1s\n");
    assertEquals(2, execute("serve", "--config", file.toString()));
    assertEquals(
        "headrace: unknown key 'prt' at " + file + ":2, did you mean 'part'?",
        err.toString().strip());
  }

  @Test
  void aPortInUseIsSaidInOneLineAndExitsWith1() throws IOException {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String inUse = "127.0.0.1:" + other.getLocalPort();
      assertEquals(1, execute("serve", "--rtmp", "127.0.0.1:0", "--http", inUse));
      assertEquals(1, execute("serve", "--rtmp", inUse, "--http", "127.0.0.1:0"));
      assertEquals(2, err.toString().lines().count(), err.toString());
      assertTrue(
          err.toString()
              .lines()
              .allMatch(
                  line -> line.startsWith("headrace: cannot listen for") && line.contains(inUse)),
          err.toString());
    }
  }

  @Test
  void aHostThatThisMachineHasNotIsSaidInOneLine() {
    assertEquals(1, execute("serve", "--rtmp", "127.0.0.1:0", "--http", "no.such.host.invalid:1"));
    assertEquals(
        "headrace: http.listen: this machine knows no host 'no.such.host.invalid'",
        err.toString().strip());
  }

  private int execute(String... arguments) {
    CommandLine commandLine = Main.commandLine();
    commandLine.setOut(new PrintWriter(out, true));
    commandLine.setErr(new PrintWriter(err, true));
    return commandLine.execute(arguments);
  }

  private void assertNoStackTrace() {
    assertTrue(err.toString().lines().noneMatch(line -> line.startsWith("\tat ")), err.toString());
    assertTrue(err.toString().lines().count() <= 3, err.toString());
  }
}
