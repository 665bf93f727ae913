package io.headrace.hls.origin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A CMAF chunk as a player reads it: one moof with one traf, one mdat.
 *
 * @param sequence mfhd
 * @param startTicks tfdt
 * @param samples in decode order
 */
record Fragment(int sequence, long startTicks, List<Sample> samples) {
  private static final int SYNC = 0x0200_0000;

  /** A sample. */
  record Sample(long durationTicks, int sizeBytes, boolean sync, int compositionOffsetTicks) {}

  long durationTicks() {
    return samples.stream().mapToLong(Sample::durationTicks).sum();
  }

  long endTicks() {
    return startTicks + durationTicks();
  }

  /** All chunks of a part or segment. */
  static List<Fragment> parseAll(byte[] bytes) {
    List<Fragment> fragments = new ArrayList<>();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    while (in.hasRemaining()) {
      ByteBuffer moof = box(in, "moof");
      ByteBuffer mdat = box(in, "mdat");
      Fragment fragment = parse(moof);
      assertEquals(
          mdat.remaining(),
          fragment.samples.stream().mapToInt(Sample::sizeBytes).sum(),
          "mdat holds the samples and nothing else");
      fragments.add(fragment);
    }
    return fragments;
  }

  private static Fragment parse(ByteBuffer moof) {
    ByteBuffer mfhd = box(moof, "mfhd");
    mfhd.getInt();
    ByteBuffer traf = box(moof, "traf");
    assertEquals(0, moof.remaining(), "one traf in a moof");
    ByteBuffer tfhd = box(traf, "tfhd");
    int tfhdFlags = tfhd.getInt() & 0xFF_FFFF;
    tfhd.getInt();
    long defaultDuration = (tfhdFlags & 0x08) != 0 ? tfhd.getInt() : 0;
    int defaultFlags = (tfhdFlags & 0x20) != 0 ? tfhd.getInt() : 0;
    ByteBuffer tfdt = box(traf, "tfdt");
    assertEquals(1, tfdt.getInt() >>> 24, "tfdt version");
    ByteBuffer trun = box(traf, "trun");
    assertEquals(0, traf.remaining(), "one trun in a traf");
    int flags = trun.getInt() & 0xFF_FFFF;
    int count = trun.getInt();
    trun.getInt();
    int firstFlags = (flags & 0x4) != 0 ? trun.getInt() : defaultFlags;
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long duration = (flags & 0x100) != 0 ? trun.getInt() : defaultDuration;
      int size = trun.getInt();
      int own = (flags & 0x400) != 0 ? trun.getInt() : i == 0 ? firstFlags : defaultFlags;
      int offset = (flags & 0x800) != 0 ? trun.getInt() : 0;
      samples.add(new Sample(duration, size, own == SYNC, offset));
    }
    return new Fragment(mfhd.getInt(), tfdt.getLong(), samples);
  }

  private static ByteBuffer box(ByteBuffer in, String type) {
    int start = in.position();
    int size = in.getInt();
    byte[] name = new byte[4];
    in.get(name);
    assertEquals(type, new String(name, java.nio.charset.StandardCharsets.US_ASCII));
    ByteBuffer body = in.slice(start + 8, size - 8);
    in.position(start + size);
    return body;
  }
}
