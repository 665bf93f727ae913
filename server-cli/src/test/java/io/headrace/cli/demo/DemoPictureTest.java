package io.headrace.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DemoPictureTest {
  private static final long FULL_SECOND_MS = 1_795_206_959_000L;

  @ParameterizedTest
  @ValueSource(
      strings = {"240x180", "426x240", "480x360", "640x360", "854x480", "1280x720", "1920x1080"})
  void carriesTheTimeInEverySize(String text) {
    PictureSize size = PictureSize.parse(text);
    DemoPicture picture = new DemoPicture(size, ZoneOffset.UTC);
    Random random = new Random(size.heightPx());
    for (int i = 0; i < 50; i++) {
      long epochMs = random.nextLong(1L << 42);
      assertEquals(epochMs, read(picture.draw(epochMs), size), text + " at " + epochMs);
    }
  }

  @Test
  void timeSurvivesNoiseAndLowContrast() {
    PictureSize size = new PictureSize(640, 360);
    DemoPicture picture = new DemoPicture(size, ZoneOffset.UTC);
    Random random = new Random(1);
    byte[] bytes = picture.draw(FULL_SECOND_MS + 433).clone();
    for (int i = 0; i < 640 * 36; i++) {
      int luma = (bytes[i] & 0xFF) / 2 + 60 + random.nextInt(41) - 20;
      bytes[i] = (byte) luma;
    }
    assertEquals(FULL_SECOND_MS + 433, read(bytes, size));
  }

  @Test
  void picturesWithoutClockAreRefused() {
    byte[] luma = new byte[640 * 360];
    for (int value : new int[] {0, 16, 128, 235, 255}) {
      Arrays.fill(luma, (byte) value);
      assertEquals(TimeCode.NONE, TimeCode.read(luma, 640, 360), "luma " + value);
    }
  }

  @Test
  void oneWrongSquareIsNoticed() {
    PictureSize size = new PictureSize(640, 360);
    DemoPicture picture = new DemoPicture(size, ZoneOffset.UTC);
    for (int square = 0; square < 48; square++) {
      byte[] bytes = picture.draw(FULL_SECOND_MS).clone();
      int left = square % 24 * 16;
      int top = square / 24 * 16;
      for (int y = top; y < top + 16; y++) {
        for (int x = left; x < left + 16; x++) {
          bytes[y * 640 + x] = (byte) ((bytes[y * 640 + x] & 0xFF) > 128 ? 16 : 235);
        }
      }
      assertEquals(TimeCode.NONE, read(bytes, size), "square " + square);
    }
  }

  @Test
  void flashesForATenthOfEachSecond() {
    PictureSize size = new PictureSize(640, 360);
    DemoPicture picture = new DemoPicture(size, ZoneOffset.UTC);
    for (int ms = 0; ms < 2_000; ms += 10) {
      int luma = picture.draw(FULL_SECOND_MS + ms)[48 * 640 + 592] & 0xFF;
      assertEquals(ms % 1_000 < 100, luma > 200, "at " + ms + " ms");
    }
  }

  @Test
  void movesBetweenAnyTwoFrames() {
    PictureSize size = new PictureSize(640, 360);
    DemoPicture picture = new DemoPicture(size, ZoneOffset.UTC);
    int belowTheClock = 640 * 220;
    byte[] last = new byte[0];
    for (int frame = 0; frame < 60; frame++) {
      byte[] all = picture.draw(FULL_SECOND_MS + frame * 1_000 / 30);
      byte[] now = Arrays.copyOfRange(all, belowTheClock, 640 * 360);
      assertNotEquals(Arrays.hashCode(last), Arrays.hashCode(now), "frame " + frame);
      last = now;
    }
  }

  @Test
  void sizeIsCheckedAndSaysWhatIsExpected() {
    assertEquals(new PictureSize(640, 360), PictureSize.parse("640x360"));
    for (String bad : new String[] {"640", "640x", "x360", "641x360", "100x360", "640x90000"}) {
      Exception e = assertThrows(IllegalArgumentException.class, () -> PictureSize.parse(bad), bad);
      assertTrue(String.valueOf(e.getMessage()).contains("expected"), bad);
    }
  }

  private static long read(byte[] picture, PictureSize size) {
    return TimeCode.read(picture, size.widthPx(), size.heightPx());
  }
}
