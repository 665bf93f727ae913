package io.headrace.rtmp.relay;

import static io.headrace.rtmp.relay.Backlog.Pace.BEHIND;
import static io.headrace.rtmp.relay.Backlog.Pace.IN_TIME;
import static io.headrace.rtmp.relay.Backlog.Pace.STALLED;
import static io.headrace.rtmp.relay.Backlog.Pace.TOO_MANY_BYTES;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Soft limit 1,000 bytes or 2 s, hard limit 5,000 bytes, stall time 10 s. */
class BacklogTest {
  private static final long START_NS = -7_000_000_000L;

  private final Backlog backlog = new Backlog(RelayWorld.config(1_000, 5_000), START_NS);

  private Backlog.Pace at(double seconds, long unsentBytes) {
    return backlog.check(unsentBytes, START_NS + (long) (seconds * 1e9));
  }

  @Test
  void aPlayerThatSendsAllIsInTimeHoweverMuchItGets() {
    for (int i = 0; i < 100; i++) {
      assertEquals(IN_TIME, at(i, 0));
      backlog.given(100_000);
    }
  }

  @Test
  void aPlayerIsBehindAboveTheSoftLimitAndUntilThatHasGone() {
    backlog.given(1_001);
    assertEquals(BEHIND, at(0.1, 1_001));
    backlog.given(200);
    assertEquals(BEHIND, at(0.2, 201), "one byte of what was late is left");
    assertEquals(IN_TIME, at(0.3, 200));
  }

  @Test
  void aPlayerIsBehindWhenAByteIsOlderThanTheSoftDelay() {
    backlog.given(100);
    assertEquals(IN_TIME, at(0, 100));
    for (double s = 0.5; s < 2; s += 0.5) {
      backlog.given(10);
      assertEquals(IN_TIME, at(s, 100), "10 bytes go out in the time of 10 that come");
    }
    assertEquals(BEHIND, at(2, 100));
  }

  @Test
  void aConstantShortDelayIsNotBehind() {
    // 100 bytes each 100 ms, 500 bytes in flight: half a second.
    for (int i = 0; i < 1_000; i++) {
      backlog.given(100);
      assertEquals(IN_TIME, at(i / 10.0, Math.min(500, 100 * (i + 1))));
    }
  }

  @Test
  void aPlayerThatSendsNothingIsStalledAfterTheStallTime() {
    backlog.given(100);
    assertEquals(IN_TIME, at(0, 100));
    assertEquals(BEHIND, at(9.9, 100));
    assertEquals(STALLED, at(10, 100));
  }

  @Test
  void aPlayerThatDoesNotCatchUpIsStalledThoughItSendsAByteNowAndThen() {
    backlog.given(1_001);
    assertEquals(BEHIND, at(1, 1_001));
    for (int i = 2; i < 11; i++) {
      assertEquals(BEHIND, at(i, 1_001 - i));
    }
    assertEquals(STALLED, at(11, 900));
  }

  @Test
  void silenceIsNoStall() {
    backlog.given(100);
    assertEquals(IN_TIME, at(0, 0));
    assertEquals(IN_TIME, at(1_000, 0));
    backlog.given(100);
    assertEquals(IN_TIME, at(1_001, 100));
  }

  @Test
  void aPlayerIsGivenUpAboveTheHardLimit() {
    backlog.given(5_001);
    assertEquals(TOO_MANY_BYTES, at(0.1, 5_001));
  }

  @Test
  void whatWasGivenOnJoiningDoesNotCount() {
    backlog.given(1_000_000);
    backlog.burstEnds();
    assertEquals(IN_TIME, at(3, 990_000));
    backlog.given(900);
    assertEquals(IN_TIME, at(6, 500_900));
    backlog.given(900);
    assertEquals(BEHIND, at(9, 300_000 + 1_800), "what came after it does");
    assertEquals(BEHIND, at(9.1, 1));
    assertEquals(IN_TIME, at(9.2, 0));
  }

  @Test
  void theDelayCountsFromTheEndOfTheBurst() {
    backlog.given(1_000_000);
    backlog.burstEnds();
    backlog.given(100);
    assertEquals(IN_TIME, at(5, 200));
    assertEquals(IN_TIME, at(5.1, 100));
    assertEquals(IN_TIME, at(6.9, 50));
    assertEquals(BEHIND, at(7.0, 50));
  }
}
