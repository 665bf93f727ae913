package io.headrace.hls.cut;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Times are milliseconds: 25 fps, parts of 12 frames (480 ms), segments of 2 s up to 2.5 s. */
class CutClockTest {
  private static final int FRAME = 40;
  private static final CutRules RULES = new CutRules(FRAME, 482, 2_000, 2_500);

  private final CutClock clock = new CutClock(RULES);
  private final List<String> cuts = new ArrayList<>();

  @Test
  void partsEndBeforeTheyExceedTheTarget() {
    frames(30, 0);
    assertEquals(List.of("PART@480", "PART@960"), cuts);
  }

  @Test
  void aSegmentEndsAtTheFirstSyncFrameFromTheTargetOn() {
    frames(60, 50);
    assertEquals(List.of("PART@480", "PART@960", "PART@1440", "PART@1920", "SEGMENT@2000"), cuts);
  }

  @Test
  void halfAFrameBeforeTheTargetIsEarlyEnough() {
    assertEquals(Cut.SEGMENT, clockAt(1_960).onFrame(1_981, true));
    assertEquals(Cut.NONE, clockAt(1_960).onFrame(1_979, false));
  }

  @Test
  void anEarlierSyncFrameIsTakenWhenTheNextWouldPassTheLimit() {
    frames(76, 38);
    assertTrue(cuts.contains("SEGMENT@1520"), cuts::toString);
  }

  @Test
  void aSyncFrameOnAPartBoundaryStartsAPart() {
    frames(26, 24);
    assertEquals(List.of("PART@480", "PART@960"), cuts);
  }

  @Test
  void aRegularPartGivesWayToASyncFrameThatComesABitEarly() {
    frames(13, 11);
    assertEquals(List.of("PART@440"), cuts);
  }

  @Test
  void aSyncFrameOffTheBoundaryIsIgnoredInTheFirstHalfAndCutsInTheSecond() {
    frames(40, 16);
    assertEquals(List.of("PART@480", "PART@960", "SEGMENT@1280"), cuts);
  }

  @Test
  void syncFramesEverywhereDoNotShortenParts() {
    frames(52, 1);
    assertEquals(List.of("PART@480", "PART@960", "PART@1440", "PART@1920", "SEGMENT@2000"), cuts);
  }

  @Test
  void withoutSyncFramesASegmentIsForcedBeforeTheLimit() {
    frames(70, 0);
    assertTrue(cuts.contains("SEGMENT@2480 forced"), cuts::toString);
  }

  @Test
  void aPartThatALateFrameOverranEndsBeforeTheFrameThatLastsTooLong() {
    clockAt(440);
    assertEquals(Cut.NONE, clock.onFrame(600, false));
    assertEquals(Cut.PART, clock.cutBeforePrevious());
    assertFalse(clock.isStretched());
    assertEquals(Cut.NONE, clock.onFrame(640, false));
    assertEquals(Cut.NONE, clock.cutBeforePrevious());
  }

  @Test
  void aFrameLongerThanAPartStretchesIt() {
    clockAt(40);
    assertEquals(Cut.PART, clock.onFrame(540, false));
    assertEquals(Cut.PART, clock.cutBeforePrevious());
    assertTrue(clock.isStretched());
  }

  @Test
  void aGapThatPassesTheSegmentLimitEndsTheSegmentBeforeTheLastFrame() {
    clockAt(2_440);
    assertEquals(Cut.NONE, clock.onFrame(2_600, false));
    assertEquals(Cut.SEGMENT, clock.cutBeforePrevious());
    assertTrue(clock.isForced());
  }

  @Test
  void aGapOfMoreThanThreePartsBreaks() {
    assertEquals(Cut.PART, clockAt(400).onFrame(400 + 3 * 482, false));
    assertEquals(Cut.BREAK, clockAt(400).onFrame(400 + 3 * 482 + 1, false));
  }

  @Test
  void millisecondRoundingNeverLosesAFrameOfAPart() {
    for (double fps : new double[] {23.976, 25, 29.97, 30, 50, 59.94, 60, 120, 240}) {
      double frame = 90_000 / fps;
      int framesInPart = (int) Math.round(45_000 / frame);
      long target = (long) Math.ceil(framesInPart * frame + 180);
      CutClock rounding = new CutClock(new CutRules(Math.round(frame), target, 900_000, 1_000_000));
      rounding.start(0);
      int inPart = 1;
      for (int i = 1; i < 9 * fps; i++) {
        long ticks = Math.round(i * 1_000 / fps) * 90;
        if (rounding.onFrame(ticks, false) == Cut.PART) {
          assertEquals(framesInPart, inPart, fps + " fps, frame " + i);
          inPart = 0;
        }
        assertEquals(Cut.NONE, rounding.cutBeforePrevious(), fps + " fps, frame " + i);
        inPart++;
      }
    }
  }

  /** Shows {@code count} frames, the first and every {@code group}th of them a sync frame. */
  private void frames(int count, int group) {
    clock.start(0);
    for (int i = 1; i < count; i++) {
      long at = (long) i * FRAME;
      Cut cut = clock.onFrame(at, group > 0 && i % group == 0);
      assertEquals(Cut.NONE, clock.cutBeforePrevious());
      if (cut != Cut.NONE) {
        cuts.add(cut + "@" + at + (clock.isForced() ? " forced" : ""));
      }
    }
  }

  /** The clock after plain frames up to {@code ms}. */
  private CutClock clockAt(long ms) {
    clock.start(0);
    for (long at = FRAME; at <= ms; at += FRAME) {
      clock.onFrame(at, false);
    }
    return clock;
  }
}
