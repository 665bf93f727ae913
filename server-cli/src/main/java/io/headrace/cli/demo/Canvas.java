package io.headrace.cli.demo;

import java.util.Arrays;

/** An I420 picture to draw on. Shapes are clipped to it. */
final class Canvas {
  final int widthPx;
  final int heightPx;
  private final byte[] bytes;
  private final int uOffset;
  private final int vOffset;

  Canvas(int widthPx, int heightPx) {
    this.widthPx = widthPx;
    this.heightPx = heightPx;
    uOffset = widthPx * heightPx;
    vOffset = uOffset + uOffset / 4;
    bytes = new byte[vOffset + uOffset / 4];
  }

  /** Planes Y, U, V without padding; shared with this canvas, not a copy. */
  byte[] bytes() {
    return bytes;
  }

  void copyFrom(Canvas other) {
    System.arraycopy(other.bytes, 0, bytes, 0, bytes.length);
  }

  void rectangle(int x, int y, int width, int height, Yuv colour) {
    int right = Math.min(x + width, widthPx);
    int bottom = Math.min(y + height, heightPx);
    for (int row = Math.max(y, 0); row < bottom; row++) {
      span(Math.max(x, 0), right, row, colour);
    }
  }

  void disc(int centreX, int centreY, int radius, Yuv colour) {
    for (int row = Math.max(centreY - radius, 0);
        row <= Math.min(centreY + radius, heightPx - 1);
        row++) {
      int dy = row - centreY;
      int half = (int) Math.round(Math.sqrt(radius * radius - dy * dy));
      span(Math.max(centreX - half, 0), Math.min(centreX + half, widthPx), row, colour);
    }
  }

  /** One pixel high, from {@code left} to before {@code right}, both inside the picture. */
  private void span(int left, int right, int row, Yuv colour) {
    if (left >= right) {
      return;
    }
    Arrays.fill(bytes, row * widthPx + left, row * widthPx + right, colour.y());
    if ((row & 1) == 0) {
      int chroma = row / 2 * (widthPx / 2);
      Arrays.fill(bytes, uOffset + chroma + left / 2, uOffset + chroma + right / 2, colour.u());
      Arrays.fill(bytes, vOffset + chroma + left / 2, vOffset + chroma + right / 2, colour.v());
    }
  }
}
