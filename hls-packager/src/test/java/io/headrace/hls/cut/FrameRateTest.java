package io.headrace.hls.cut;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameRateTest {
  @ParameterizedTest
  @CsvSource({
    "24000, 1001, 23976",
    "24, 1, 24000",
    "25, 1, 25000",
    "30000, 1001, 29970",
    "30, 1, 30000",
    "48, 1, 48000",
    "50, 1, 50000",
    "60000, 1001, 59940",
    "60, 1, 60000",
    "120, 1, 120000",
    "17, 1, 17000"
  })
  void twoSecondsOfRoundedTimesShowTheRate(long rate, long perSeconds, long expectedMilliHz) {
    long frames = 2 * rate / perSeconds;
    long ticks = Math.round(1_000.0 * frames * perSeconds / rate) * 90;
    assertEquals(expectedMilliHz, FrameRate.nominal(frames, ticks, 90_000, 0, 0).milliHz());
  }

  @Test
  void aDeclaredRateCountsWhenItIsNear() {
    assertEquals(29_970, FrameRate.nominal(30, 90_000, 90_000, 30_000, 1_001).milliHz());
    assertEquals(30_000, FrameRate.nominal(30, 90_000, 90_000, 60, 1).milliHz());
  }

  @Test
  void aRateThatIsNoStandardStaysAsMeasured() {
    assertEquals(27_100, FrameRate.nominal(271, 900_000, 90_000, 0, 0).milliHz());
  }

  @Test
  void ticksAreRounded() {
    assertEquals(3_754, new FrameRate(24_000, 1_001).ticks(1, 90_000));
    assertEquals(15_015, new FrameRate(24_000, 1_001).ticks(4, 90_000));
  }
}
