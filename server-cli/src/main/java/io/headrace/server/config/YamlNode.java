package io.headrace.server.config;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A YAML value that knows its line. */
sealed interface YamlNode {
  int line();

  /**
   * @param text as written, without quotes; null for an empty value
   */
  record Scalar(@Nullable String text, int line) implements YamlNode {}

  /** Items in order. */
  record Items(List<YamlNode> nodes, int line) implements YamlNode {}

  /** Entries in order; the line of an entry is that of its key. */
  record Entries(Map<String, Entry> byKey, int line) implements YamlNode {}

  record Entry(int line, YamlNode value) {}
}
