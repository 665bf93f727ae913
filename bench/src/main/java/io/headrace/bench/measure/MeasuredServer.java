package io.headrace.bench.measure;

import java.io.IOException;

/** A server in a process of its own. Thread: one at a time. */
public interface MeasuredServer extends AutoCloseable {
  /** For tables. */
  String name();

  /** Where stream {@code name} is published to and played from. */
  String publishUrl(String name);

  /** The process that does the work. */
  long pid();

  /** Memory resident now. */
  default long residentBytes() throws IOException {
    return ProcessFigures.residentBytes(pid());
  }

  /** Asks it to end and waits for that. */
  @Override
  void close();
}
