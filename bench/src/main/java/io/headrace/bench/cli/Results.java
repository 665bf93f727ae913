package io.headrace.bench.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where figures are kept: one JSON file per kind of run, the last run of each. */
final class Results {
  /** System property with the folder; the launcher sets it. */
  static final String FOLDER_PROPERTY = "headrace.bench.results";

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private Results() {}

  /** The file for {@code name}, its folder made. */
  static Path file(String name) throws IOException {
    Path folder = Path.of(System.getProperty(FOLDER_PROPERTY, "bench/target/results"));
    Files.createDirectories(folder);
    return folder.resolve(name + ".json");
  }

  static Path write(String name, Object figures) throws IOException {
    Path file = file(name);
    JSON.writeValue(file.toFile(), figures);
    return file;
  }
}
