package io.headrace.media.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headrace.media.time.Timeline.TrackTime;
import io.headrace.testkit.Seeds;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimelineTest {
  private static final long ORIGIN_MS = 10_000;
  private static final long WRAP = 1L << 32;

  private final Timeline timeline = Timeline.ofRtmp(ORIGIN_MS);
  private final TrackTime video = timeline.track();
  private final TrackTime audio = timeline.track();

  @Test
  void putsTheFirstTimestampOfAnyTrackAtTheOriginAndKeepsTheRelation() {
    assertEquals(ORIGIN_MS, video.next(5_000_000));
    assertEquals(ORIGIN_MS - 40, audio.next(4_999_960));
    assertEquals(ORIGIN_MS + 33, video.next(5_000_033));
    assertCounts(0, 0);
  }

  @Test
  void startsATrackOfAnotherClockWhereTheOthersAre() {
    video.next(0);
    video.next(40);
    // Audio counts from when the encoder was switched on.
    assertEquals(ORIGIN_MS + 40, audio.next(86_400_000));
    for (int ms = 60; ms < 60_000; ms += 20) {
      long shown = video.next(ms);
      long heard = audio.next(86_400_000 + ms - 40);
      assertTrue(Math.abs(shown - (ORIGIN_MS + ms)) <= 60, () -> "shown at " + shown);
      assertTrue(Math.abs(heard - shown) <= 60, () -> "heard at " + heard + ", not " + shown);
    }
  }

  @Test
  void startsALateTrackByItsOwnTime() {
    for (int ms = 0; ms <= 60_000; ms += 20) {
      audio.next(ms);
    }
    assertEquals(ORIGIN_MS + 60_010, video.next(60_010));
    assertCounts(0, 0);
  }

  @Test
  void goesOnAcrossTheWrapInEveryOrderOfTracks() {
    long start = WRAP / 2 - 1;
    for (long raw = start; raw < WRAP - 60; raw += Timeline.MAX_FORWARD_MS) {
      video.next(raw);
    }
    long base = video.next(WRAP - 60);
    assertEquals(ORIGIN_MS + WRAP - 60 - start, base);
    assertEquals(base + 5, audio.next(WRAP - 55));
    assertEquals(base + 33, video.next(WRAP - 27));
    assertEquals(base + 65, video.next(5));
    assertEquals(base + 47, audio.next(WRAP - 13));
    assertEquals(base + 98, video.next(38));
    assertEquals(base + 90, audio.next(30));
    assertCounts(0, 0);
  }

  @Test
  void takesAHugeFirstTimestampForANegativeOne() {
    assertEquals(ORIGIN_MS, video.next(WRAP - 23));
    assertEquals(ORIGIN_MS + 23, audio.next(0));
    assertEquals(ORIGIN_MS + 33, video.next(10));
    assertCounts(0, 0);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 23, 333, 9_000})
  void takesAFirstTimestampWithoutItsHighestBitForANegativeOne(long before) {
    long negative = (WRAP >> 1) - before;
    assertEquals(ORIGIN_MS, video.next(negative));
    assertEquals(ORIGIN_MS + before, audio.next(0));
    assertEquals(ORIGIN_MS + before + 40, video.next(40));
    assertEquals(ORIGIN_MS + before + 21, audio.next(21));
    assertCounts(0, 0);
  }

  @Test
  void takesNegativeAndPositiveTimestampsInEveryOrder() {
    assertEquals(ORIGIN_MS, audio.next(0));
    assertEquals(ORIGIN_MS - 40, video.next((WRAP >> 1) - 40));
    assertEquals(ORIGIN_MS + 21, audio.next(21));
    assertEquals(ORIGIN_MS - 7, video.next((WRAP >> 1) - 7));
    assertEquals(ORIGIN_MS + 26, video.next(26));
    assertCounts(0, 0);
  }

  @Test
  void goesOnAcrossAWrapOfThirtyOneBits() {
    video.next((WRAP >> 1) - 50);
    assertEquals(ORIGIN_MS + 33, video.next((WRAP >> 1) - 17));
    assertEquals(ORIGIN_MS + 66, video.next(16));
    assertEquals(ORIGIN_MS + 60, audio.next(10));
    assertEquals(ORIGIN_MS + 99, video.next(49));
    assertCounts(0, 0);
  }

  @Test
  void startsInTheMiddleOfTheRangeLikeAnywhereElse() {
    assertEquals(ORIGIN_MS, video.next(0x4000_0000L));
    assertEquals(ORIGIN_MS + 40, video.next(0x4000_0000L + 40));
    assertEquals(ORIGIN_MS + 21, audio.next(0x4000_0000L + 21));
    assertCounts(0, 0);
  }

  @Test
  void letsATrackPauseWhileTheOthersGoOn() {
    audio.next(0);
    for (int ms = 0; ms <= 60_000; ms += 40) {
      video.next(ms);
    }
    assertEquals(ORIGIN_MS + 60_010, audio.next(60_010));
    assertEquals(ORIGIN_MS + 60_040, video.next(60_040));
    assertCounts(0, 0);
  }

  @Test
  void rebasesATrackThatRunsAwayFromTheOthers() {
    audio.next(0);
    video.next(0);
    assertEquals(ORIGIN_MS + 10_000, audio.next(10_000));
    assertEquals(ORIGIN_MS + 40, video.next(40));
    assertEquals(ORIGIN_MS + 20_000, audio.next(20_000));
    assertCounts(0, 0);
    assertEquals(ORIGIN_MS + 30_000, audio.next(30_001), "one millisecond too far");
    assertCounts(0, 1);
    assertEquals(1, audio.repairedCount());
    assertEquals(0, video.repairedCount());
  }

  @Test
  void placesMessagesBesideTheMediaAndChangesNothing() {
    assertEquals(ORIGIN_MS, timeline.near(7), "before all media");
    video.next(5_000_000);
    assertEquals(ORIGIN_MS + 20, timeline.near(5_000_020));
    assertEquals(ORIGIN_MS - 20, timeline.near(4_999_980));
    assertEquals(ORIGIN_MS, timeline.near(0), "its own time is nonsense");
    assertEquals(ORIGIN_MS, timeline.near(WRAP - 1));
    assertEquals(ORIGIN_MS + 40, video.next(5_000_040));
    assertCounts(0, 0);
  }

  @Test
  void neverGivesANegativeTimeForATrackThatStartsEarlier() {
    Timeline atZero = Timeline.ofRtmp(0);
    atZero.track().next(1_000);
    TrackTime early = atZero.track();
    assertEquals(0, early.next(900));
    assertEquals(1, early.next(921));
  }

  @Test
  void clampsASmallStepBackSoThatTimeGoesOn() {
    video.next(1_000);
    assertEquals(ORIGIN_MS + 100, video.next(1_100));
    assertEquals(ORIGIN_MS + 101, video.next(1_000));
    assertEquals(ORIGIN_MS + 102, video.next(1_102 - 249));
    assertEquals(ORIGIN_MS + 103, video.next(1_102));
    assertEquals(ORIGIN_MS + 140, video.next(1_140));
    assertCounts(3, 0);
  }

  @Test
  void separatesEqualTimestamps() {
    video.next(0);
    assertEquals(ORIGIN_MS + 1, video.next(0));
    assertEquals(ORIGIN_MS + 33, video.next(33));
  }

  @Test
  void acceptsAGapOfTenSecondsAsAGap() {
    video.next(0);
    assertEquals(ORIGIN_MS + 10_000, video.next(10_000));
    assertCounts(0, 0);
  }

  @Test
  void goesOnByTheLastStepAfterAJumpForwardAndKeepsAudioInStep() {
    assertJumpKeepsTheRelation(7_200_000);
  }

  @Test
  void goesOnByTheLastStepAfterAJumpBackAndKeepsAudioInStep() {
    assertJumpKeepsTheRelation(-3_000_000);
  }

  private void assertJumpKeepsTheRelation(long jumpMs) {
    long base = 5_000_000;
    video.next(base);
    audio.next(base + 10);
    assertEquals(ORIGIN_MS + 33, video.next(base + 33));
    assertEquals(ORIGIN_MS + 31, audio.next(base + 31));
    // Both jump; the video is seen first.
    assertEquals(ORIGIN_MS + 66, video.next(base + 66 + jumpMs));
    assertEquals(ORIGIN_MS + 53, audio.next(base + 53 + jumpMs));
    assertEquals(ORIGIN_MS + 99, video.next(base + 99 + jumpMs));
    assertCounts(0, 1);
  }

  @Test
  void mapsFramesStillOnTheOldBaseByItWithinTheGrace() {
    long base = 5_000_000;
    video.next(base);
    audio.next(base + 10);
    video.next(base + 33);
    assertEquals(ORIGIN_MS + 66, video.next(66));
    // Audio that was queued in the encoder before the jump.
    assertEquals(ORIGIN_MS + 31, audio.next(base + 31));
    assertEquals(ORIGIN_MS + 99, video.next(99));
    assertEquals(ORIGIN_MS + 53, audio.next(base + 53));
    assertEquals(ORIGIN_MS + 74, audio.next(74));
    assertCounts(0, 1);
  }

  @Test
  void rebasesForATrackThatStaysOnTheOldBaseBeyondTheGrace() {
    long base = 5_000_000;
    video.next(base);
    audio.next(base);
    video.next(base + 20);
    long last = 0;
    for (int ms = 20; ms < 2_000; ms += 20) {
      last = audio.next(base + ms);
      if (ms == 20) {
        video.next(40);
      }
    }
    assertEquals(ORIGIN_MS + 1_980, last);
    assertEquals(2, timeline.rebasedCount());
  }

  @Test
  void alwaysGoesOnWhateverComes() {
    SplittableRandom random = new SplittableRandom(Seeds.next("timeline.seed"));
    TrackTime[] tracks = {video, audio, timeline.track()};
    long[] last = {-1, -1, -1};
    long raw = random.nextLong();
    for (int i = 0; i < 200_000; i++) {
      raw += random.nextInt(50) == 0 ? random.nextLong() : random.nextInt(60) - 5;
      int track = random.nextInt(3);
      long ms = tracks[track].next(raw);
      long before = last[track];
      assertTrue(ms > before, () -> ms + " after " + before);
      long latest = Math.max(Math.max(last[0], last[1]), last[2]);
      assertTrue(
          before < 0 || ms - latest <= Timeline.MAX_FORWARD_MS, () -> ms + " after " + latest);
      last[track] = ms;
    }
  }

  private void assertCounts(long clamped, long rebased) {
    assertEquals(clamped, timeline.clampedCount());
    assertEquals(rebased, timeline.rebasedCount());
  }
}
