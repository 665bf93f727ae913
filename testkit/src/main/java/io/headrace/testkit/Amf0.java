package io.headrace.testkit;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Writes the AMF0 values that commands need (AMF 0 §2). */
final class Amf0 {
  private static final int NUMBER = 0;
  private static final int BOOLEAN = 1;
  private static final int STRING = 2;
  private static final int OBJECT = 3;
  private static final int NULL = 5;
  private static final int OBJECT_END = 9;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final DataOutputStream data = new DataOutputStream(bytes);

  Amf0 number(double value) {
    return write(
        () -> {
          data.writeByte(NUMBER);
          data.writeDouble(value);
        });
  }

  Amf0 bool(boolean value) {
    return write(
        () -> {
          data.writeByte(BOOLEAN);
          data.writeBoolean(value);
        });
  }

  Amf0 string(String value) {
    return write(
        () -> {
          data.writeByte(STRING);
          data.writeUTF(value);
        });
  }

  Amf0 nothing() {
    return write(() -> data.writeByte(NULL));
  }

  /** An object of strings: name, value, name, value. */
  Amf0 object(String... namesAndValues) {
    write(() -> data.writeByte(OBJECT));
    for (int i = 0; i < namesAndValues.length; i += 2) {
      String name = namesAndValues[i];
      write(() -> data.writeUTF(name));
      string(namesAndValues[i + 1]);
    }
    return write(
        () -> {
          data.writeShort(0);
          data.writeByte(OBJECT_END);
        });
  }

  byte[] bytes() {
    return bytes.toByteArray();
  }

  private interface Writing {
    void run() throws IOException;
  }

  private Amf0 write(Writing writing) {
    try {
      writing.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }
}
