package io.headrace.media.codec;

/** Formats as one line of text. */
final class Formats {
  private Formats() {}

  static String describe(VideoFormat format) {
    Colour colour = format.colour();
    return "%dx%d %d:%d %d/%d %d,%d,%d,%s"
        .formatted(
            format.widthPx(),
            format.heightPx(),
            format.sarWidth(),
            format.sarHeight(),
            format.frameRateNum(),
            format.frameRateDen(),
            colour.primaries(),
            colour.transfer(),
            colour.matrix(),
            colour.fullRange());
  }
}
