package io.headrace.media.flv;

import io.headrace.media.codec.Colour;
import io.headrace.media.codec.HdrInfo;
import io.headrace.media.codec.HdrInfo.ContentLight;
import io.headrace.media.codec.HdrInfo.MasteringDisplay;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;

/**
 * The {@code colorInfo} of a metadata packet, Enhanced RTMP v2 "Metadata Frame": a name and an
 * object of up to three objects, all numbers, in AMF0.
 */
final class ColorInfoWriter {
  /** Chromaticities are fractions there. */
  private static final double CHROMATICITY_UNITS = 50_000;

  /** Luminances are in cd/m² there. */
  private static final double LUMINANCE_UNITS = 10_000;

  private static final int NUMBER = 0;
  private static final int STRING = 2;
  private static final int OBJECT = 3;
  private static final int OBJECT_END = 9;

  private final ByteBuf out;

  private ColorInfoWriter(ByteBuf out) {
    this.out = out;
  }

  /** Ownership: borrows {@code out}. */
  static void write(ByteBuf out, HdrInfo hdr) {
    ColorInfoWriter writer = new ColorInfoWriter(out);
    out.writeByte(STRING);
    writer.name("colorInfo");
    out.writeByte(OBJECT);
    writer.colour(hdr.colour());
    ContentLight light = hdr.light();
    if (light != null) {
      writer.light(light);
    }
    MasteringDisplay display = hdr.display();
    if (display != null) {
      writer.display(display);
    }
    writer.end();
  }

  private void colour(Colour colour) {
    begin("colorConfig");
    if (colour.isSpecified()) {
      number("colorPrimaries", colour.primaries());
      number("transferCharacteristics", colour.transfer());
      number("matrixCoefficients", colour.matrix());
    }
    end();
  }

  private void light(ContentLight light) {
    begin("hdrCll");
    number("maxFall", light.maxFrameAverage());
    number("maxCLL", light.maxContent());
    end();
  }

  private void display(MasteringDisplay display) {
    begin("hdrMdcv");
    number("redX", display.redX() / CHROMATICITY_UNITS);
    number("redY", display.redY() / CHROMATICITY_UNITS);
    number("greenX", display.greenX() / CHROMATICITY_UNITS);
    number("greenY", display.greenY() / CHROMATICITY_UNITS);
    number("blueX", display.blueX() / CHROMATICITY_UNITS);
    number("blueY", display.blueY() / CHROMATICITY_UNITS);
    number("whitePointX", display.whiteX() / CHROMATICITY_UNITS);
    number("whitePointY", display.whiteY() / CHROMATICITY_UNITS);
    number("maxLuminance", display.maxLuminance() / LUMINANCE_UNITS);
    number("minLuminance", display.minLuminance() / LUMINANCE_UNITS);
    end();
  }

  private void begin(String name) {
    name(name);
    out.writeByte(OBJECT);
  }

  private void end() {
    out.writeMedium(OBJECT_END);
  }

  private void number(String name, double value) {
    name(name);
    out.writeByte(NUMBER).writeDouble(value);
  }

  private void name(String name) {
    out.writeShort(name.length());
    ByteBufUtil.writeAscii(out, name);
  }
}
