package io.headrace.media.codec;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * VPCodecConfigurationRecord with version and flags, VP Codec ISO Media File Format Binding. It
 * lacks the picture size, which the first key frame completes.
 */
public final class Vp9Config extends ParsedConfig implements VideoConfig {
  private static final String NAME = "VP9 configuration";
  private static final int RECORD_BYTES = 12;

  /** Longest record that is read; the codec initialization data of VP9 is empty. */
  private static final int MAX_RECORD_BYTES = 64;

  private static final int SIZE_BYTES = 4;
  private static final int PROFILE_AT = 4;
  private static final int LEVEL_AT = 5;
  private static final int DEPTH_AT = 6;
  private static final int COLOUR_AT = 7;
  private static final int MAX_PROFILE = 3;
  private static final Colour ORDINARY = new Colour(1, 1, 1, false);

  /** Most luma samples of a picture of levels 1, 1.1, 2 … and those levels, table of annex A. */
  private static final int[][] LEVELS = {
    {36_864, 10},
    {73_728, 11},
    {122_880, 20},
    {245_760, 21},
    {552_960, 30},
    {983_040, 31},
    {2_228_224, 40},
    {8_912_896, 50},
    {35_651_584, 60},
  };

  private final VideoFormat format;

  /**
   * @param original the record, and behind it the size, two bytes each, 0 while it is not known
   */
  private Vp9Config(byte[] original) {
    super(original);
    int at = original.length - SIZE_BYTES;
    this.format =
        new VideoFormat(u16(original, at), u16(original, at + 2), 1, 1, 0, 0, colour(original));
  }

  /**
   * Borrows {@code record} and does not move its indexes.
   *
   * @throws CodecException MALFORMED, EMPTY
   */
  public static Vp9Config parse(ByteBuf record) {
    byte[] original = copyOf(record, NAME, RECORD_BYTES, MAX_RECORD_BYTES);
    int profile = original[PROFILE_AT] & 0xFF;
    int bitDepth = (original[DEPTH_AT] & 0xFF) >> 4;
    if (profile > MAX_PROFILE || (bitDepth != 8 && bitDepth != 10 && bitDepth != 12)) {
      throw CodecException.malformed(
          NAME
              + ": profile "
              + profile
              + ", "
              + bitDepth
              + " bits (expected: profile 0 to 3, 8, 10 or 12 bits)");
    }
    return new Vp9Config(Arrays.copyOf(original, original.length + SIZE_BYTES));
  }

  private static int u16(byte[] bytes, int at) {
    return (bytes[at] & 0xFF) << 8 | bytes[at + 1] & 0xFF;
  }

  private static Colour colour(byte[] record) {
    return new Colour(
        record[COLOUR_AT] & 0xFF,
        record[COLOUR_AT + 1] & 0xFF,
        record[COLOUR_AT + 2] & 0xFF,
        (record[DEPTH_AT] & 1) != 0);
  }

  @Override
  public boolean isComplete() {
    return widthPx() > 0;
  }

  @Override
  public VideoConfig completedBy(ByteBuf syncFrame) {
    if (isComplete()) {
      return this;
    }
    long size = Vp9Frames.size(syncFrame);
    int width = (int) (size >>> Integer.SIZE);
    int height = (int) size;
    VideoFormat.checkSize(width, height);
    byte[] completed = original().clone();
    int at = completed.length - SIZE_BYTES;
    completed[at] = (byte) (width >> 8);
    completed[at + 1] = (byte) width;
    completed[at + 2] = (byte) (height >> 8);
    completed[at + 3] = (byte) height;
    return new Vp9Config(completed);
  }

  @Override
  public VideoFormat format() {
    return format;
  }

  /**
   * VP Codec ISO Media File Format Binding, "Codecs Parameter String"; what may be left out is,
   * where it is ordinary.
   */
  @Override
  public String codecString() {
    byte[] record = original();
    String text =
        "vp09.%02d.%02d.%02d"
            .formatted(record[PROFILE_AT], level(), (record[DEPTH_AT] & 0xFF) >> 4);
    Colour colour = format.colour();
    if (colour.equals(ORDINARY) || !colour.isSpecified() && !colour.fullRange()) {
      return text;
    }
    return text
        + ".%02d.%02d.%02d.%02d.%02d"
            .formatted(
                record[DEPTH_AT] >> 1 & 7,
                colour.primaries(),
                colour.transfer(),
                colour.matrix(),
                colour.fullRange() ? 1 : 0);
  }

  /** The record's level; where it is 0, which no player accepts, the least for the size. */
  private int level() {
    int level = original()[LEVEL_AT] & 0xFF;
    if (level > 0) {
      return level;
    }
    long samples = (long) widthPx() * heightPx();
    for (int[] candidate : LEVELS) {
      if (samples <= candidate[0]) {
        return candidate[1];
      }
    }
    return LEVELS[LEVELS.length - 1][1];
  }

  @Override
  public byte[] record() {
    byte[] record = Arrays.copyOf(original(), original().length - SIZE_BYTES);
    record[LEVEL_AT] = (byte) level();
    return record;
  }

  @Override
  public byte[] sequenceHeader() {
    return record();
  }
}
