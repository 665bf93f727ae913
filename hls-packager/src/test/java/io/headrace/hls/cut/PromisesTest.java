package io.headrace.hls.cut;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headrace.hls.cut.Promises.AudioFrame;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PromisesTest {
  private static final AudioFrame AAC_48K = new AudioFrame(1_024, 48_000);
  private static final FrameRate FPS_30 = new FrameRate(30, 1);

  @ParameterizedTest
  @CsvSource({
    "500, 2",
    "1000, 2",
    "2000, 2",
    "2002, 2",
    "2049, 2",
    "2051, 3",
    "8342, 9",
    "12000, 10",
    "0, 10"
  })
  void theTargetDurationHoldsTheFirstGroup(long groupMs, int expectedS) {
    assertEquals(expectedS, ofVideo(500, FPS_30, groupMs, null).targetDurationS());
  }

  @Test
  void theTargetDurationHoldsTheConfiguredSegment() {
    Promises promises =
        Promises.ofVideo(Duration.ofMillis(3_500), Duration.ofMillis(500), FPS_30, 1_000, AAC_48K);
    assertEquals(4, promises.targetDurationS());
    assertEquals(12, promises.holdBackS());
  }

  @ParameterizedTest
  @CsvSource({
    "500, 30, 1, 502",
    "200, 30, 1, 202",
    "1000, 25, 1, 1002",
    "500, 30000, 1001, 503",
    "200, 24, 1, 211",
    "500, 1, 1, 1002"
  })
  void theVideoPartIsWholeFramesAndRoomForRounding(
      int partMs, long rate, long perSeconds, int expectedMs) {
    Promises promises = ofVideo(partMs, new FrameRate(rate, perSeconds), 2_000, null);
    assertEquals(expectedMs, promises.leaderPartTargetMs());
    assertEquals(0, promises.audioPartTargetMs());
    assertEquals(3 * expectedMs, promises.partHoldBackMs());
  }

  @ParameterizedTest
  @CsvSource({
    "500, 1024, 48000, 512",
    "200, 1024, 48000, 214",
    "200, 1024, 44100, 209",
    "1000, 960, 48000, 1020"
  })
  void theAudioPartIsWholeFrames(int partMs, long samples, int hz, int expectedMs) {
    Promises promises = ofVideo(partMs, FPS_30, 2_000, new AudioFrame(samples, hz));
    assertEquals(expectedMs, promises.audioPartTargetMs());
    assertEquals(3 * expectedMs, promises.partHoldBackMs());
  }

  @Test
  void partsGrowUntilAudioFramesFitThem() {
    AudioFrame heAac = new AudioFrame(2_048, 48_000);
    Promises promises = ofVideo(200, FPS_30, 2_000, heAac);
    double frameMs = 2_048 / 48.0;
    double shortestMs = Math.floor((promises.leaderPartTargetMs() - 4) / frameMs) * frameMs;
    assertTrue(shortestMs >= 0.85 * promises.audioPartTargetMs(), promises::toString);
    assertTrue(promises.leaderPartTargetMs() <= 400, promises::toString);
  }

  @Test
  void partsOfAudioAloneHaveTheSameNumberOfFrames() {
    Promises promises = Promises.ofAudio(Duration.ofSeconds(2), Duration.ofMillis(500), AAC_48K);
    assertEquals(491, promises.leaderPartTargetMs());
    assertEquals(2, promises.targetDurationS());
  }

  private static Promises ofVideo(
      int partMs, FrameRate rate, long groupMs, @Nullable AudioFrame audio) {
    return Promises.ofVideo(Duration.ofSeconds(2), Duration.ofMillis(partMs), rate, groupMs, audio);
  }
}
