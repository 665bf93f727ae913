package io.headrace.server.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.headrace.server.config.YamlNode.Entries;
import io.headrace.server.config.YamlNode.Entry;
import io.headrace.server.config.YamlNode.Items;
import io.headrace.server.config.YamlNode.Scalar;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/** Reads one YAML document into nodes that keep their lines, which data binding would lose. */
final class YamlReader {
  private static final YAMLFactory YAML = new YAMLFactory();
  private static final int MAX_DEPTH = 16;

  private final String fileName;

  YamlReader(String fileName) {
    this.fileName = fileName;
  }

  /** The top-level entries; none for an empty document. */
  Entries read(String yaml) throws ConfigException {
    try (JsonParser parser = YAML.createParser(yaml)) {
      JsonToken first = parser.nextToken();
      if (first == null || first == JsonToken.VALUE_NULL) {
        return new Entries(Map.of(), 1);
      }
      if (!(node(parser, 0) instanceof Entries entries)) {
        throw new ConfigException(fileName + ":1: expected sections such as 'http:'");
      }
      if (parser.nextToken() != null) {
        throw fault(parser, "expected one YAML document");
      }
      return entries;
    } catch (JsonProcessingException e) {
      throw unreadable(e);
    } catch (IOException e) {
      throw new ConfigException(fileName + ": " + e.getMessage());
    }
  }

  /** The parser tells the context first and the problem second; people need the second. */
  private ConfigException unreadable(JsonProcessingException e) {
    if (e.getCause() instanceof MarkedYAMLException marked && marked.getProblemMark() != null) {
      int line = marked.getProblemMark().getLine() + 1;
      return new ConfigException(
          fileName + ":" + line + ": not valid YAML: " + marked.getProblem());
    }
    int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
    String problem = e.getOriginalMessage().lines().findFirst().orElse("unreadable");
    return new ConfigException(fileName + ":" + line + ": not valid YAML: " + problem);
  }

  private YamlNode node(JsonParser parser, int depth) throws IOException, ConfigException {
    if (depth > MAX_DEPTH) {
      throw fault(parser, "nested too deep");
    }
    int line = line(parser);
    return switch (parser.currentToken()) {
      case START_OBJECT -> new Entries(entries(parser, depth), line);
      case START_ARRAY -> new Items(items(parser, depth), line);
      case VALUE_NULL -> new Scalar(null, line);
      default -> new Scalar(scalar(parser), line);
    };
  }

  private Map<String, Entry> entries(JsonParser parser, int depth)
      throws IOException, ConfigException {
    Map<String, Entry> entries = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String key = parser.currentName();
      int line = line(parser);
      if (entries.containsKey(key)) {
        throw fault(parser, "key '" + key + "' is there twice");
      }
      parser.nextToken();
      entries.put(key, new Entry(line, node(parser, depth + 1)));
    }
    return entries;
  }

  private List<YamlNode> items(JsonParser parser, int depth) throws IOException, ConfigException {
    List<YamlNode> items = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      items.add(node(parser, depth + 1));
    }
    return items;
  }

  private static @Nullable String scalar(JsonParser parser) throws IOException {
    String text = parser.getText();
    return text.isEmpty() ? null : text;
  }

  private ConfigException fault(JsonParser parser, String message) {
    return new ConfigException(fileName + ":" + line(parser) + ": " + message);
  }

  private static int line(JsonParser parser) {
    return parser.currentTokenLocation().getLineNr();
  }
}
