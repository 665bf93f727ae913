package io.headrace.server.config;

import io.headrace.server.config.YamlNode.Entries;
import io.headrace.server.config.YamlNode.Entry;
import io.headrace.server.config.YamlNode.Items;
import io.headrace.server.config.YamlNode.Scalar;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One section of a configuration file. Each key is asked for once, with the value it has when it is
 * absent; {@link #refuseUnknown} then refuses what was not asked for.
 */
final class ConfigSection {
  private static final String AUTO = "auto";

  private final String fileName;
  private final String name;
  private final Map<String, Entry> entries;
  private final int line;

  /** What was asked for, with the sections below. */
  private final Map<String, List<ConfigSection>> known = new LinkedHashMap<>();

  private ConfigSection(String fileName, String name, Map<String, Entry> entries, int line) {
    this.fileName = fileName;
    this.name = name;
    this.entries = entries;
    this.line = line;
  }

  static ConfigSection root(String fileName, Entries entries) {
    return new ConfigSection(fileName, "", entries.byKey(), entries.line());
  }

  /** The section below {@code key}, empty when absent. */
  ConfigSection section(String key) throws ConfigException {
    Entry entry = entries.get(key);
    Map<String, Entry> below;
    if (entry == null || (entry.value() instanceof Scalar scalar && scalar.text() == null)) {
      below = Map.of();
    } else if (entry.value() instanceof Entries mapping) {
      below = mapping.byKey();
    } else {
      throw fault(key, entry, "expected a section with keys of its own");
    }
    int at = entry == null ? line : entry.line();
    ConfigSection section = new ConfigSection(fileName, dotted(key), below, at);
    known.put(key, List.of(section));
    return section;
  }

  /** A list of sections; none when absent. */
  List<ConfigSection> sections(String key) throws ConfigException {
    Entry entry = entries.get(key);
    List<ConfigSection> sections = new ArrayList<>();
    known.put(key, sections);
    if (entry == null || (entry.value() instanceof Scalar scalar && scalar.text() == null)) {
      return sections;
    }
    if (!(entry.value() instanceof Items items)) {
      throw fault(key, entry, "expected a list of sections, each begun by a dash");
    }
    for (YamlNode item : items.nodes()) {
      if (!(item instanceof Entries mapping)) {
        throw fault(key, new Entry(item.line(), item), "expected keys with a value each");
      }
      sections.add(new ConfigSection(fileName, dotted(key), mapping.byKey(), mapping.line()));
    }
    return sections;
  }

  /** A value that must be there. */
  <T> T required(String key, Function<String, T> parse) throws ConfigException {
    Entry entry = ask(key);
    if (entry == null) {
      throw new ConfigException(name + " at " + fileName + ":" + line + ": has no '" + key + "'");
    }
    return parse(key, entry, parse);
  }

  <T> T value(String key, T otherwise, Function<String, T> parse) throws ConfigException {
    Entry entry = ask(key);
    return entry == null ? otherwise : parse(key, entry, parse);
  }

  /** Null for {@code auto}, and when absent. */
  <T> @Nullable T valueOrAuto(String key, Function<String, T> parse) throws ConfigException {
    Entry entry = ask(key);
    if (entry == null || (entry.value() instanceof Scalar scalar && AUTO.equals(scalar.text()))) {
      return null;
    }
    return parse(key, entry, parse);
  }

  Duration duration(String key, Duration otherwise) throws ConfigException {
    return value(key, otherwise, Quantities::duration);
  }

  int sizeBytes(String key, int otherwise) throws ConfigException {
    return value(key, otherwise, text -> Math.toIntExact(Quantities.sizeBytes(text)));
  }

  long longSizeBytes(String key, long otherwise) throws ConfigException {
    return value(key, otherwise, Quantities::sizeBytes);
  }

  int count(String key, int otherwise) throws ConfigException {
    return value(key, otherwise, ConfigSection::count);
  }

  static int count(String text) {
    try {
      return Integer.parseInt(text.replace("_", ""));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("'" + text + "' is not a whole number", e);
    }
  }

  boolean flag(String key, boolean otherwise) throws ConfigException {
    return value(key, otherwise, ConfigSection::flag);
  }

  static boolean flag(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("'" + text + "' is neither true nor false");
    };
  }

  <E extends Enum<E>> E choice(String key, E otherwise) throws ConfigException {
    return value(key, otherwise, text -> choice(text, otherwise.getDeclaringClass()));
  }

  static <E extends Enum<E>> E choice(String text, Class<E> type) {
    List<String> names =
        Arrays.stream(type.getEnumConstants())
            .map(constant -> constant.name().toLowerCase(Locale.ROOT).replace('_', '-'))
            .toList();
    int index = names.indexOf(text);
    if (index < 0) {
      throw new IllegalArgumentException(
          "'" + text + "' is not known (expected: " + String.join(", ", names) + ")");
    }
    return type.getEnumConstants()[index];
  }

  /** A section of plain values under names that the user chooses; empty when absent. */
  Map<String, String> texts(String key) throws ConfigException {
    Entry entry = ask(key);
    if (entry == null || (entry.value() instanceof Scalar scalar && scalar.text() == null)) {
      return Map.of();
    }
    if (!(entry.value() instanceof Entries mapping)) {
      throw fault(key, entry, "expected names with a value each");
    }
    Map<String, String> texts = new LinkedHashMap<>();
    for (Map.Entry<String, Entry> named : mapping.byKey().entrySet()) {
      if (!(named.getValue().value() instanceof Scalar scalar) || scalar.text() == null) {
        throw fault(key, named.getValue(), "expected one plain value for '" + named.getKey() + "'");
      }
      texts.put(named.getKey(), scalar.text());
    }
    return texts;
  }

  /** A list of scalars. */
  <T> T list(String key, T otherwise, Function<List<String>, T> parse) throws ConfigException {
    Entry entry = ask(key);
    if (entry == null) {
      return otherwise;
    }
    if (!(entry.value() instanceof Items items)) {
      throw fault(key, entry, "expected a list like [a, b]");
    }
    List<String> texts = new ArrayList<>();
    for (YamlNode item : items.nodes()) {
      if (!(item instanceof Scalar scalar) || scalar.text() == null) {
        throw fault(key, new Entry(item.line(), item), "expected plain values in the list");
      }
      texts.add(scalar.text());
    }
    try {
      return parse.apply(texts);
    } catch (IllegalArgumentException e) {
      throw fault(key, entry, e.getMessage());
    }
  }

  /** Refuses what is in the file and was not asked for, here and below. */
  void refuseUnknown() throws ConfigException {
    for (Map.Entry<String, Entry> entry : entries.entrySet()) {
      String key = entry.getKey();
      if (!known.containsKey(key)) {
        String advice =
            NearestName.of(key, known.keySet())
                .map(nearest -> ", did you mean '" + nearest + "'?")
                .orElse(" (known here: " + String.join(", ", known.keySet()) + ")");
        throw new ConfigException(
            "unknown key '" + key + "' at " + fileName + ":" + entry.getValue().line() + advice);
      }
    }
    for (List<ConfigSection> below : known.values()) {
      for (ConfigSection section : below) {
        section.refuseUnknown();
      }
    }
  }

  /**
   * Where {@code dottedKey} stands in the file, as {@code file:line}; the file alone if it does
   * not.
   */
  String place(String dottedKey) {
    int dot = dottedKey.indexOf('.');
    Entry entry = entries.get(dot < 0 ? dottedKey : dottedKey.substring(0, dot));
    if (entry == null) {
      return fileName;
    }
    if (dot >= 0 && entry.value() instanceof Entries mapping) {
      return new ConfigSection(fileName, "", mapping.byKey(), entry.line())
          .place(dottedKey.substring(dot + 1));
    }
    return fileName + ":" + entry.line();
  }

  private @Nullable Entry ask(String key) {
    known.put(key, List.of());
    return entries.get(key);
  }

  private <T> T parse(String key, Entry entry, Function<String, T> parse) throws ConfigException {
    if (!(entry.value() instanceof Scalar scalar)) {
      throw fault(key, entry, "expected one plain value");
    }
    if (scalar.text() == null) {
      throw fault(key, entry, "has no value");
    }
    try {
      return parse.apply(scalar.text());
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw fault(key, entry, e.getMessage());
    }
  }

  private ConfigException fault(String key, Entry entry, @Nullable String message) {
    return new ConfigException(
        dotted(key) + " at " + fileName + ":" + entry.line() + ": " + message);
  }

  private String dotted(String key) {
    return name.isEmpty() ? key : name + "." + key;
  }
}
