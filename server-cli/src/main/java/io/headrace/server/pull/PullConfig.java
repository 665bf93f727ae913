package io.headrace.server.pull;

import io.headrace.media.hub.StreamPath;
import io.headrace.rtmp.session.ClientConfig;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which streams are fetched, and how patiently.
 *
 * @param sources at most one for each path
 * @param client deadlines and limits of the connections
 * @param retry the times between two attempts
 * @param startTimeout how long a viewer waits for a source that is starting
 * @param linger how long a source on demand goes on without viewers
 */
public record PullConfig(
    List<SourceConfig> sources,
    ClientConfig client,
    RetryConfig retry,
    Duration startTimeout,
    Duration linger) {
  private static final Duration MAX = Duration.ofHours(1);

  public static final PullConfig DEFAULT =
      new PullConfig(
          List.of(),
          ClientConfig.DEFAULT,
          RetryConfig.DEFAULT,
          Duration.ofSeconds(10),
          Duration.ofSeconds(10));

  /**
   * Each time is chosen at random up to a bound, which doubles with each failure.
   *
   * @param first the first bound
   * @param most the last bound
   * @param firstLogin the first bound where the server refuses us, of which at least half is waited
   * @param mostLogin the last bound there
   * @param settled after this time on air a source begins with the first bound again
   */
  public record RetryConfig(
      Duration first, Duration most, Duration firstLogin, Duration mostLogin, Duration settled) {
    public static final RetryConfig DEFAULT =
        new RetryConfig(
            Duration.ofSeconds(1),
            Duration.ofSeconds(30),
            Duration.ofSeconds(60),
            Duration.ofMinutes(15),
            Duration.ofSeconds(60));

    public RetryConfig {
      check("pull.retry", first);
      check("pull.max-retry", most);
      check("pull.login-retry", firstLogin);
      check("pull.max-login-retry", mostLogin);
      check("pull.settled-after", settled);
      checkAtLeast("pull.max-retry", most, "pull.retry", first);
      checkAtLeast("pull.max-login-retry", mostLogin, "pull.login-retry", firstLogin);
    }
  }

  public PullConfig {
    sources = List.copyOf(sources);
    Set<StreamPath> paths = new HashSet<>();
    for (SourceConfig source : sources) {
      if (!paths.add(source.path())) {
        throw new IllegalArgumentException(
            "sources: " + source.path() + " twice (expected: one source for each path)");
      }
    }
    check("pull.start-timeout", startTimeout);
    check("pull.linger", linger);
  }

  private static void check(String key, Duration value) {
    if (value.isNegative() || value.isZero() || value.compareTo(MAX) > 0) {
      throw new IllegalArgumentException(key + ": " + value + " (expected: > 0, <= " + MAX + ")");
    }
  }

  private static void checkAtLeast(
      String key, Duration value, String otherKey, Duration otherValue) {
    if (value.compareTo(otherValue) < 0) {
      throw new IllegalArgumentException(
          key + ": " + value + " (expected: >= " + otherKey + ", " + otherValue + ")");
    }
  }
}
