package io.headrace.bench.load;

import java.util.Map;
import java.util.TreeMap;

/** Named errors with their counts and one example each. Thread: any. */
public final class Errors {
  /**
   * @param count how often
   * @param example the first one's message
   */
  public record Entry(long count, String example) {}

  private final TreeMap<String, Entry> entries = new TreeMap<>();

  public synchronized void add(String name, String message) {
    Entry entry = entries.get(name);
    entries.put(
        name,
        entry == null ? new Entry(1, message) : new Entry(entry.count() + 1, entry.example()));
  }

  public synchronized Map<String, Entry> byName() {
    return new TreeMap<>(entries);
  }

  public synchronized boolean isEmpty() {
    return entries.isEmpty();
  }
}
