package io.headrace.server.pull;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headrace.rtmp.session.ClientFailure;
import io.headrace.server.pull.PullConfig.RetryConfig;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class BackOffTest {
  private static final long SECOND_NS = 1_000_000_000;

  /** Always 0. */
  private static final RandomGenerator LOWEST = () -> 0;

  @Test
  void theBoundDoublesUpToTheMost() {
    BackOff backOff = new BackOff(RetryConfig.DEFAULT, new Highest());

    for (long bound : new long[] {1, 2, 4, 8, 16, 30, 30}) {
      assertEquals(bound * SECOND_NS, backOff.nextNs(ClientFailure.STALL, 0));
    }
    for (int i = 0; i < 100; i++) {
      assertEquals(30 * SECOND_NS, backOff.nextNs(ClientFailure.STALL, 0));
    }
  }

  @Test
  void allTimesUpToTheBoundOccur() {
    BackOff backOff = new BackOff(RetryConfig.DEFAULT, new SplittableRandom(1));
    long least = Long.MAX_VALUE;
    long most = 0;
    for (int i = 0; i < 1_000; i++) {
      long ns = backOff.nextNs(ClientFailure.REMOTE_CLOSE, 0);
      least = Math.min(least, ns);
      most = Math.max(most, ns);
    }

    assertTrue(least < SECOND_NS && most > 29 * SECOND_NS && most <= 30 * SECOND_NS);
  }

  @Test
  void refusalsAreRetriedSlowlyAndNeverAtOnce() {
    BackOff quickest = new BackOff(RetryConfig.DEFAULT, LOWEST);
    BackOff slowest = new BackOff(RetryConfig.DEFAULT, new Highest());

    for (long bound : new long[] {60, 120, 240, 480, 900, 900}) {
      assertEquals(bound / 2 * SECOND_NS, quickest.nextNs(ClientFailure.AUTH, 0));
      assertEquals(bound * SECOND_NS, slowest.nextNs(ClientFailure.AUTH, 0));
    }
  }

  @Test
  void beginsAnewAfterALongTimeOnAir() {
    BackOff backOff = new BackOff(RetryConfig.DEFAULT, new Highest());
    for (int i = 0; i < 5; i++) {
      backOff.nextNs(ClientFailure.STALL, 0);
    }

    assertEquals(30 * SECOND_NS, backOff.nextNs(ClientFailure.STALL, 59 * SECOND_NS));
    assertEquals(SECOND_NS, backOff.nextNs(ClientFailure.STALL, 60 * SECOND_NS));
    assertEquals(2 * SECOND_NS, backOff.nextNs(ClientFailure.STALL, 1));
  }
}
