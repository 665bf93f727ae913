package io.headrace.media.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SampleClockTest {
  private static final int FRAME = 1_024;

  @ParameterizedTest
  @CsvSource({"48000", "44100", "22050"})
  void countsADayOfRoundedTimestampsExactly(int rateHz) {
    SampleClock clock = new SampleClock(rateHz, FRAME);
    long frames = 24L * 3_600 * rateHz / FRAME;
    for (long i = 0; i < frames; i++) {
      // 21, 21, 22, … as encoders round it.
      long ms = 10_000 + i * FRAME * 1_000 / rateHz;
      assertEquals(10L * rateHz + i * FRAME, clock.next(ms, 1_000, FRAME));
    }
    assertEquals(0, clock.reanchoredCount());
  }

  @Test
  void beginsNoEarlierThanTheClockBeforeIt() {
    SampleClock clock = new SampleClock(48_000, FRAME, 96_000);
    assertEquals(96_000, clock.nextTicks());
    assertEquals(96_000, clock.next(1_000, 1_000, FRAME));
    assertEquals(96_000 + FRAME, clock.nextTicks());

    SampleClock behindAGap = new SampleClock(48_000, FRAME, 96_000);
    assertEquals(144_000, behindAGap.next(3_000, 1_000, FRAME));
  }

  @Test
  void countsFramesOfDifferentLength() {
    SampleClock clock = new SampleClock(48_000, 960);
    assertEquals(48_000, clock.next(1_000, 1_000, 960));
    assertEquals(48_960, clock.next(1_020, 1_000, 120));
    assertEquals(49_080, clock.next(1_023, 1_000, 2_880));
    assertEquals(51_960, clock.next(1_083, 1_000, 960));
    assertEquals(0, clock.reanchoredCount());
  }

  @Test
  void followsTheTimestampsWhereSamplesCannotBeTold() {
    SampleClock clock = new SampleClock(48_000, 960);
    assertEquals(48_000, clock.next(1_000, 1_000, 0));
    assertEquals(50_400, clock.next(1_050, 1_000, 0));
    assertEquals(50_401, clock.next(1_050, 1_000, 0), "never the same twice");
    assertEquals(52_800, clock.next(1_100, 1_000, 960));
    assertEquals(53_760, clock.next(1_121, 1_000, 960), "counted again");
    assertEquals(0, clock.reanchoredCount());
  }

  @Test
  void ignoresJitterBelowTheLimit() {
    SampleClock clock = new SampleClock(48_000, FRAME);
    for (int i = 0; i < 1_000; i++) {
      long ms = 1_000 + i * 64L / 3 + (i % 2 == 0 ? 25 : -25);
      assertEquals(1_025 * 48 + (long) i * FRAME, clock.next(ms, 1_000, FRAME), "frame " + i);
    }
  }

  @Test
  void jumpsForwardOverAGap() {
    SampleClock clock = new SampleClock(48_000, FRAME);
    assertEquals(0, clock.next(0, 1_000, FRAME));
    assertEquals(FRAME, clock.next(21, 1_000, FRAME));
    assertEquals(48_000, clock.next(1_000, 1_000, FRAME));
    assertEquals(48_000 + FRAME, clock.next(1_021, 1_000, FRAME));
    assertEquals(1, clock.reanchoredCount());
  }

  @Test
  void goesSlowerUntilTimestampsThatFellBehindHaveCaughtUp() {
    SampleClock clock = new SampleClock(48_000, FRAME);
    long last = -1;
    int slowSteps = 0;
    for (int i = 0; i < 1_000; i++) {
      // From frame 100 on everything comes 200 ms earlier than counted.
      long samples = 48_000 + (long) i * FRAME - (i >= 100 ? 9_600 : 0);
      long ticks = clock.next(samples, 48_000, FRAME);
      assertTrue(ticks > last);
      slowSteps += i > 0 && ticks - last < FRAME ? 1 : 0;
      last = ticks;
      if (i == 999) {
        assertTrue(Math.abs(samples - ticks) <= FRAME / SampleClock.SLOW_DOWN, "" + ticks);
      }
    }
    assertEquals(9_600 / (FRAME / SampleClock.SLOW_DOWN), slowSteps, 1);
    assertEquals(1, clock.reanchoredCount());
  }

  @ParameterizedTest
  @CsvSource({"0.999", "0.9999", "1.0001", "1.001"})
  void neverLosesTheTimestampsOfASoundCardThatRunsAtAnotherSpeed(double speed) {
    SampleClock clock = new SampleClock(48_000, FRAME);
    long limit = 48L * SampleClock.MAX_DRIFT_MS + FRAME;
    long last = -1;
    for (int i = 0; i < 1_000_000; i++) {
      long ms = Math.round(i * FRAME / 48.0 / speed);
      long ticks = clock.next(ms, 1_000, FRAME);
      assertTrue(ticks > last);
      assertTrue(Math.abs(48 * ms - ticks) <= limit, "frame " + i);
      last = ticks;
    }
    assertTrue(clock.reanchoredCount() > 0);
  }
}
