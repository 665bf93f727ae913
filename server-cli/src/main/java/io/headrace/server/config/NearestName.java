package io.headrace.server.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** What somebody who mistyped a name probably meant. */
final class NearestName {
  private NearestName() {}

  /** The closest of {@code names}, when it is closer than a different word would be. */
  static Optional<String> of(String typed, Collection<String> names) {
    int tolerance = Math.max(1, typed.length() / 2);
    return names.stream()
        .filter(name -> distance(typed, name) <= tolerance)
        .min(Comparator.comparingInt(name -> distance(typed, name)));
  }

  /** Levenshtein distance, blind to case and to the choice of {@code _} or {@code -}. */
  private static int distance(String from, String to) {
    String a = from.toLowerCase(Locale.ROOT).replace('_', '-');
    String b = to.toLowerCase(Locale.ROOT).replace('_', '-');
    int[] above = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      above[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substitution = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(substitution, 1 + Math.min(row[j - 1], above[j]));
      }
      above = row;
    }
    return above[b.length()];
  }
}
