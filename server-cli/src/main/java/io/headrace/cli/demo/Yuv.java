package io.headrace.cli.demo;

/** A colour as BT.709 limited range, from 24-bit RGB. */
record Yuv(byte y, byte u, byte v) {
  static final Yuv WHITE = rgb(0xFFFFFF);
  static final Yuv BLACK = rgb(0);

  static Yuv rgb(int rgb) {
    return rgb(rgb >> 16 & 0xFF, rgb >> 8 & 0xFF, rgb & 0xFF);
  }

  static Yuv rgb(double red, double green, double blue) {
    double luma = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    return new Yuv(
        (byte) Math.round(16 + luma * 219 / 255),
        (byte) Math.round(128 + (blue - luma) / 1.8556 * 224 / 255),
        (byte) Math.round(128 + (red - luma) / 1.5748 * 224 / 255));
  }
}
