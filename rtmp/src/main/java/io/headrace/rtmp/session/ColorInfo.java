package io.headrace.rtmp.session;

import io.headrace.media.codec.Colour;
import io.headrace.media.codec.HdrInfo;
import io.headrace.media.codec.HdrInfo.ContentLight;
import io.headrace.media.codec.HdrInfo.MasteringDisplay;
import io.headrace.rtmp.amf.AmfException;
import io.headrace.rtmp.amf.AmfLimits;
import io.headrace.rtmp.amf.AmfReader;
import io.headrace.rtmp.amf.AmfValue;
import io.netty.buffer.ByteBuf;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The {@code colorInfo} of a metadata packet, Enhanced RTMP v2 "Metadata Frame".
 *
 * @param hdr null where it says nothing, as for pictures of ordinary range, or takes back what was
 *     said before
 */
record ColorInfo(@Nullable HdrInfo hdr) {
  private static final String NAME = "colorInfo";
  private static final int UNSPECIFIED = 2;
  private static final int MAX_CODE_POINT = 255;

  /** Units of {@code mdcv}. */
  private static final double CHROMATICITY_UNITS = 50_000;

  private static final double LUMINANCE_UNITS = 10_000;
  private static final int MAX_U16 = 0xFFFF;
  private static final long MAX_U32 = 0xFFFF_FFFFL;

  /**
   * The colour in the payload of a metadata packet; null when it is of other metadata, or cannot be
   * read, which harms nothing.
   *
   * @param payload AMF0 values, borrowed
   */
  static @Nullable ColorInfo read(ByteBuf payload, AmfLimits limits) {
    try {
      AmfReader reader = new AmfReader(payload, limits);
      return NAME.equals(reader.next().asText()) ? of(reader.next().asProperties()) : null;
    } catch (AmfException e) {
      return null;
    }
  }

  private static ColorInfo of(Map<String, AmfValue> info) {
    Colour colour = colour(properties(info, "colorConfig"));
    MasteringDisplay display = display(properties(info, "hdrMdcv"));
    ContentLight light = light(properties(info, "hdrCll"));
    boolean silent = !colour.isSpecified() && display == null && light == null;
    return new ColorInfo(silent ? null : new HdrInfo(colour, display, light));
  }

  private static Colour colour(Map<String, AmfValue> config) {
    return new Colour(
        codePoint(config, "colorPrimaries"),
        codePoint(config, "transferCharacteristics"),
        codePoint(config, "matrixCoefficients"),
        false);
  }

  private static int codePoint(Map<String, AmfValue> config, String key) {
    double value = number(config, key);
    return value >= 0 && value <= MAX_CODE_POINT ? (int) value : UNSPECIFIED;
  }

  private static @Nullable MasteringDisplay display(Map<String, AmfValue> mdcv) {
    double red = number(mdcv, "redX");
    double brightest = number(mdcv, "maxLuminance");
    if (!(red > 0 && brightest > 0)) {
      return null;
    }
    return new MasteringDisplay(
        chromaticity(mdcv, "redX"),
        chromaticity(mdcv, "redY"),
        chromaticity(mdcv, "greenX"),
        chromaticity(mdcv, "greenY"),
        chromaticity(mdcv, "blueX"),
        chromaticity(mdcv, "blueY"),
        chromaticity(mdcv, "whitePointX"),
        chromaticity(mdcv, "whitePointY"),
        luminance(mdcv, "maxLuminance"),
        luminance(mdcv, "minLuminance"));
  }

  private static int chromaticity(Map<String, AmfValue> mdcv, String key) {
    return (int) scaled(number(mdcv, key), CHROMATICITY_UNITS, MAX_U16);
  }

  private static long luminance(Map<String, AmfValue> mdcv, String key) {
    return scaled(number(mdcv, key), LUMINANCE_UNITS, MAX_U32);
  }

  private static @Nullable ContentLight light(Map<String, AmfValue> cll) {
    int content = (int) scaled(number(cll, "maxCLL"), 1, MAX_U16);
    int average = (int) scaled(number(cll, "maxFall"), 1, MAX_U16);
    return content == 0 && average == 0 ? null : new ContentLight(content, average);
  }

  /** What is no number counts as 0. */
  private static long scaled(double value, double units, long most) {
    return Math.max(0, Math.min(most, Math.round(value * units)));
  }

  private static double number(Map<String, AmfValue> properties, String key) {
    return properties.get(key) instanceof AmfValue.Number number ? number.value() : Double.NaN;
  }

  private static Map<String, AmfValue> properties(Map<String, AmfValue> in, String key) {
    AmfValue value = in.get(key);
    return value == null ? Map.of() : value.asProperties();
  }
}
