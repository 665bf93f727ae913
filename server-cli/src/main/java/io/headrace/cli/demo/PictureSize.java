package io.headrace.cli.demo;

/** Size of the demo's picture: even, and no taller than three quarters of its width. */
public record PictureSize(int widthPx, int heightPx) {
  static final int MIN_HEIGHT_PX = 180;
  static final int MAX_HEIGHT_PX = 2160;

  public PictureSize {
    if (heightPx < MIN_HEIGHT_PX || heightPx > MAX_HEIGHT_PX || heightPx % 2 != 0) {
      throw new IllegalArgumentException(
          "height: %d (expected: even, %d to %d)"
              .formatted(heightPx, MIN_HEIGHT_PX, MAX_HEIGHT_PX));
    }
    if (widthPx * 3 < heightPx * 4 || widthPx > 4 * heightPx || widthPx % 2 != 0) {
      throw new IllegalArgumentException(
          "width: %d (expected: even, %d to %d)"
              .formatted(widthPx, (heightPx * 4 + 2) / 3, 4 * heightPx));
    }
  }

  /** From {@code 640x360}. */
  public static PictureSize parse(String text) {
    String[] parts = text.split("x", -1);
    try {
      if (parts.length == 2) {
        return new PictureSize(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
      }
    } catch (NumberFormatException e) {
      // Told below, as for a missing part.
    }
    throw new IllegalArgumentException("size: " + text + " (expected: like 640x360)");
  }

  @Override
  public String toString() {
    return widthPx + "x" + heightPx;
  }
}
