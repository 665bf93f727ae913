package io.headrace.testkit;

import java.util.concurrent.ThreadLocalRandom;

/** Seeds for random tests: always printed, so that a failure can be repeated. */
public final class Seeds {
  private Seeds() {}

  /**
   * The seed given by {@code -D<property>=}, else a new one; prints it so that the test's output
   * says how to repeat the run.
   */
  public static long next(String property) {
    Long given = Long.getLong(property);
    long seed = given != null ? given : ThreadLocalRandom.current().nextLong();
    System.out.println("-D" + property + "=" + seed);
    return seed;
  }
}
