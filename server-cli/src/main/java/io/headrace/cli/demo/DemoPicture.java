package io.headrace.cli.demo;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/**
 * The demo's picture at a wall-clock time: {@link TimeCode} at the top left, the flash at the top
 * right, the time of day, a ball that meets a wall at each full second, and a sliding row of
 * colours. Thread: one.
 */
final class DemoPicture {
  /** How long the flash is white and the beep is heard, from each full second. */
  public static final int FLASH_MS = 100;

  private static final DateTimeFormatter TIME_OF_DAY = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");
  private static final int HUES = 360;
  private static final int SLIDE_PX_PER_S_AT_360 = 120;

  private final Canvas background;
  private final Canvas canvas;
  private final ZoneId zone;
  private final Yuv[] hues = new Yuv[HUES];
  private final Yuv ink = Yuv.rgb(0xF4F7FA);
  private final Yuv quiet = Yuv.rgb(0x5F7A90);
  private final Yuv ball = Yuv.rgb(0x4CC2FF);
  private final Yuv wall = Yuv.rgb(0x35506A);
  private final Yuv flashOff = Yuv.rgb(0x1A2733);

  DemoPicture(PictureSize size, ZoneId zone) {
    this.zone = zone;
    background = new Canvas(size.widthPx(), size.heightPx());
    canvas = new Canvas(size.widthPx(), size.heightPx());
    for (int i = 0; i < HUES; i++) {
      double turn = 2 * Math.PI * i / HUES;
      hues[i] =
          Yuv.rgb(
              140 + 100 * Math.cos(turn),
              140 + 100 * Math.cos(turn - 2 * Math.PI / 3),
              140 + 100 * Math.cos(turn + 2 * Math.PI / 3));
    }
    drawBackground();
  }

  /**
   * Draws the picture of {@code epochMs}.
   *
   * @return its I420 planes; the same array each time
   */
  byte[] draw(long epochMs) {
    canvas.copyFrom(background);
    drawTimeCode(epochMs);
    int e6 = TimeCode.edgePx(6, canvas.heightPx);
    boolean flash = Math.floorMod(epochMs, 1000) < FLASH_MS;
    canvas.rectangle(canvas.widthPx - e6, 0, e6, e6, flash ? Yuv.WHITE : flashOff);
    String time = TIME_OF_DAY.format(Instant.ofEpochMilli(epochMs).atZone(zone));
    int dot = unit(6);
    Lettering.draw(
        canvas, time, (canvas.widthPx - Lettering.widthPx(time, dot)) / 2, unit(150), dot, ink);
    drawBall(epochMs, flash);
    drawColours(epochMs);
    return canvas.bytes();
  }

  private void drawBackground() {
    for (int y = 0; y < canvas.heightPx; y++) {
      double down = (double) y / canvas.heightPx;
      Yuv shade = Yuv.rgb(10 + 10 * down, 22 + 20 * down, 34 + 34 * down);
      background.rectangle(0, y, canvas.widthPx, 1, shade);
    }
    String name = "HEADRACE";
    int dot = unit(2);
    Lettering.draw(
        background,
        name,
        (canvas.widthPx - Lettering.widthPx(name, dot)) / 2,
        unit(118),
        dot,
        quiet);
    background.rectangle(laneLeft() - unit(6), unit(234), unit(6), unit(60), wall);
    background.rectangle(laneRight(), unit(234), unit(6), unit(60), wall);
  }

  private void drawTimeCode(long epochMs) {
    long bits = TimeCode.encode(epochMs);
    int squares = TimeCode.COLUMNS * TimeCode.ROWS;
    for (int i = 0; i < squares; i++) {
      int x = TimeCode.edgePx(i % TimeCode.COLUMNS, canvas.heightPx);
      int y = TimeCode.edgePx(i / TimeCode.COLUMNS, canvas.heightPx);
      int width = TimeCode.edgePx(i % TimeCode.COLUMNS + 1, canvas.heightPx) - x;
      int height = TimeCode.edgePx(i / TimeCode.COLUMNS + 1, canvas.heightPx) - y;
      boolean white = (bits >>> (squares - 1 - i) & 1) == 1;
      canvas.rectangle(x, y, width, height, white ? Yuv.WHITE : Yuv.BLACK);
    }
  }

  private void drawBall(long epochMs, boolean flash) {
    int radius = unit(18);
    double phase = Math.floorMod(epochMs, 2000) / 1000.0;
    double across = phase < 1 ? phase : 2 - phase;
    double travel = laneRight() - laneLeft() - 2 * radius;
    int x = (int) Math.round(laneLeft() + radius + across * travel);
    canvas.disc(x, unit(264), radius, flash ? Yuv.WHITE : ball);
  }

  private void drawColours(long epochMs) {
    long slidePx = epochMs * unit(SLIDE_PX_PER_S_AT_360) / 1000;
    int top = canvas.heightPx - unit(28);
    for (int x = 0; x < canvas.widthPx; x += 2) {
      int hue = Math.floorMod((x + slidePx) * HUES / canvas.widthPx, HUES);
      canvas.rectangle(x, top, 2, canvas.heightPx - top, hues[hue]);
    }
  }

  private int laneLeft() {
    return canvas.widthPx / 8;
  }

  private int laneRight() {
    return canvas.widthPx - canvas.widthPx / 8;
  }

  private int unit(int pxAt360) {
    return Math.max(1, Math.round(pxAt360 * canvas.heightPx / 360f));
  }
}
