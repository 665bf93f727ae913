package io.headrace.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Expected text kept as a file under {@code src/test/resources/golden} of the module under test.
 * {@code mvn test -Dgolden.update} writes what the tests produce; the change is then reviewed like
 * any other.
 */
public final class Golden {
  private static final String UPDATE_PROPERTY = "golden.update";

  private Golden() {}

  /** Fails unless {@code actual} equals the file {@code name}. */
  public static void assertEqualsFile(String name, String actual) {
    check(directory(), name, actual, System.getProperty(UPDATE_PROPERTY) != null);
  }

  static void check(Path directory, String name, String actual, boolean update) {
    Path file = directory.resolve(name);
    try {
      if (update) {
        Files.createDirectories(file.getParent());
        Files.writeString(file, actual);
        return;
      }
      if (Files.notExists(file)) {
        fail("no such golden file: " + file + " (-D" + UPDATE_PROPERTY + " writes it)");
      }
      assertEquals(Files.readString(file), actual, () -> "differs from " + file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Surefire sets {@code basedir}; an IDE runs tests in the module's folder. */
  private static Path directory() {
    return Path.of(System.getProperty("basedir", ""), "src", "test", "resources", "golden");
  }
}
