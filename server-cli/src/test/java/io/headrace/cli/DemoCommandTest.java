package io.headrace.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class DemoCommandTest {
  @ParameterizedTest
  @CsvSource({
    "--rate, 4, '5 to 60'",
    "--rate, 61, '5 to 60'",
    "--rate, fast, 'fast'",
    "--size, 640, 'like 640x360'",
    "--size, 641x360, 'even'",
    "--preset, slow, 'relaxed'",
    "--rtmp, :x, ':x'",
  })
  void wrongUsageIsTwoLinesThatSayWhatIsExpected(String option, String value, String expected) {
    StringWriter err = new StringWriter();
    CommandLine commandLine = Main.commandLine().setErr(new PrintWriter(err, true));
    assertEquals(2, commandLine.execute("demo", option, value));
    assertTrue(err.toString().toLowerCase(Locale.ROOT).contains(expected), err.toString());
    assertEquals(2, err.toString().lines().count(), err.toString());
  }

  @Test
  void helpNamesEveryOption() {
    StringWriter out = new StringWriter();
    CommandLine commandLine = Main.commandLine().setOut(new PrintWriter(out, true));
    assertEquals(0, commandLine.execute("demo", "--help"));
    for (String option : new String[] {"--size", "--rate", "--preset", "--rtmp", "--http"}) {
      assertTrue(out.toString().contains(option), option);
    }
    assertTrue(out.toString().contains("--publish-to"));
  }
}
