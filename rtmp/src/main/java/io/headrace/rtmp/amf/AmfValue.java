package io.headrace.rtmp.amf;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An AMF0 value, AMF 0 §2. Immutable. */
@SuppressWarnings("ClassInitializationDeadlock") // only NULL and UNDEFINED make their types
public sealed interface AmfValue {
  AmfValue NULL = new Null();
  AmfValue UNDEFINED = new Undefined();

  /** §2.2. */
  record Number(double value) implements AmfValue {}

  /** §2.3. */
  record Bool(boolean value) implements AmfValue {}

  /** String and long string, §2.4 and §2.14; an XML document (§2.17) is read as its text. */
  record Text(String value) implements AmfValue {}

  /** Object, §2.5; a typed object (§2.18) is read without its class name. Keys keep their order. */
  record Obj(Map<String, AmfValue> properties) implements AmfValue {
    public Obj {
      properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
    }

    /** The property, or null when there is none. */
    public @Nullable AmfValue get(String key) {
      return properties.get(key);
    }

    /** These properties and behind them those of {@code more}, which win. */
    public Obj with(Obj more) {
      Map<String, AmfValue> all = new LinkedHashMap<>(properties);
      all.putAll(more.properties);
      return new Obj(all);
    }
  }

  /** ECMA array, §2.10: an associative array. */
  record EcmaArray(Map<String, AmfValue> properties) implements AmfValue {
    public EcmaArray {
      properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
    }
  }

  /** Strict array, §2.12. */
  record StrictArray(List<AmfValue> values) implements AmfValue {
    public StrictArray {
      values = List.copyOf(values);
    }
  }

  /**
   * §2.13.
   *
   * @param epochMs milliseconds since 1970
   * @param zoneMinutes reserved, usually 0
   */
  record Date(double epochMs, short zoneMinutes) implements AmfValue {}

  /** A repeated object, by its number; not resolved. §2.9. */
  record Reference(int index) implements AmfValue {}

  /** §2.7. */
  record Null() implements AmfValue {}

  /** §2.8; also what has no representation here. */
  record Undefined() implements AmfValue {}

  static AmfValue of(String value) {
    return new Text(value);
  }

  static AmfValue of(double value) {
    return new Number(value);
  }

  static AmfValue of(boolean value) {
    return new Bool(value);
  }

  /** An object with the given properties: key, value, key, value … */
  static Obj object(Object... keysAndValues) {
    Map<String, AmfValue> properties = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      properties.put((String) keysAndValues[i], wrap(keysAndValues[i + 1]));
    }
    return new Obj(properties);
  }

  /** The properties of an object or ECMA array; empty for everything else. */
  default Map<String, AmfValue> asProperties() {
    if (this instanceof Obj obj) {
      return obj.properties();
    }
    return this instanceof EcmaArray array ? array.properties() : Map.of();
  }

  /** The text of a string; null for everything else. */
  default @Nullable String asText() {
    return this instanceof Text text ? text.value() : null;
  }

  private static AmfValue wrap(Object value) {
    if (value instanceof AmfValue amf) {
      return amf;
    } else if (value instanceof String text) {
      return of(text);
    } else if (value instanceof java.lang.Number number) {
      return of(number.doubleValue());
    } else if (value instanceof Boolean bool) {
      return of(bool.booleanValue());
    }
    throw new IllegalArgumentException("no AMF value: " + value.getClass());
  }
}
