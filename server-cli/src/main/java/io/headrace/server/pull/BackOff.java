package io.headrace.server.pull;

import io.headrace.rtmp.session.ClientFailure;
import io.headrace.server.pull.PullConfig.RetryConfig;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * The times between two attempts: full jitter under a bound that doubles, so that many sources of
 * one server do not come back to it all at once. Thread: one.
 */
final class BackOff {
  private static final int MAX_DOUBLINGS = 30;

  private final RetryConfig config;
  private final RandomGenerator random;
  private int failures;

  BackOff(RetryConfig config, RandomGenerator random) {
    this.config = config;
    this.random = random;
  }

  /**
   * How long to wait after a failure.
   *
   * @param onAirNs how long the stream was on air before
   */
  long nextNs(ClientFailure failure, long onAirNs) {
    if (onAirNs >= config.settled().toNanos()) {
      failures = 0;
    }
    int doublings = Math.min(failures++, MAX_DOUBLINGS);
    if (failure == ClientFailure.AUTH) {
      // Nothing is gained by being quick, and servers lock out who tries too often.
      long bound = bound(config.firstLogin(), config.mostLogin(), doublings);
      return bound / 2 + random.nextLong(bound / 2 + 1);
    }
    return random.nextLong(bound(config.first(), config.most(), doublings) + 1);
  }

  private static long bound(Duration first, Duration most, int doublings) {
    long mostNs = most.toNanos();
    long firstNs = first.toNanos();
    return firstNs >= mostNs >> doublings ? mostNs : firstNs << doublings;
  }
}
