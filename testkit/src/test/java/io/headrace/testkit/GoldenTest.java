package io.headrace.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.AssertionFailedError;

class GoldenTest {
  @TempDir Path directory;

  @Test
  void acceptsEqualTextAndShowsTheDifferenceOtherwise() throws IOException {
    Files.writeString(directory.resolve("a.txt"), "one\n");
    Golden.check(directory, "a.txt", "one\n", false);
    AssertionFailedError error =
        assertThrows(
            AssertionFailedError.class, () -> Golden.check(directory, "a.txt", "two\n", false));
    assertEquals("one\n", error.getExpected().getStringRepresentation());
  }

  @Test
  void namesTheMissingFileAndTheWayToWriteIt() {
    AssertionError error =
        assertThrows(AssertionError.class, () -> Golden.check(directory, "b.txt", "x", false));
    assertTrue(error.getMessage().contains("b.txt"), error::getMessage);
    assertTrue(error.getMessage().contains("-Dgolden.update"), error::getMessage);
  }

  @Test
  void updateWritesTheFile() throws IOException {
    Golden.check(directory, "deep/c.txt", "three\n", true);
    assertEquals("three\n", Files.readString(directory.resolve("deep/c.txt")));
  }
}
