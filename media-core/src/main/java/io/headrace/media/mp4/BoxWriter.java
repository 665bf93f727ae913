package io.headrace.media.mp4;

import io.netty.buffer.ByteBuf;

/** Opens and closes boxes in place, ISO/IEC 14496-12 §4.2. */
final class BoxWriter {
  /** Size and type of a box. */
  static final int HEADER_BYTES = 8;

  /** Size, type, version and flags of a full box. */
  static final int FULL_HEADER_BYTES = 12;

  private BoxWriter() {}

  /** The four characters of a box type, brand or handler as a number. */
  static int type(String fourcc) {
    if (fourcc.length() != 4) {
      throw new IllegalArgumentException("box type: " + fourcc + " (expected: 4 characters)");
    }
    return fourcc.charAt(0) << 24
        | fourcc.charAt(1) << 16
        | fourcc.charAt(2) << 8
        | fourcc.charAt(3);
  }

  /** Writes a header without its size; returns what {@link #end} needs. */
  static int begin(ByteBuf out, int type) {
    int start = out.writerIndex();
    out.writeInt(0).writeInt(type);
    return start;
  }

  /** {@link #begin} of a full box. */
  static int beginFull(ByteBuf out, int type, int version, int flags) {
    int start = begin(out, type);
    out.writeInt(version << 24 | flags);
    return start;
  }

  /** Patches the size of the box that began at {@code start}. */
  static void end(ByteBuf out, int start) {
    out.setInt(start, out.writerIndex() - start);
  }
}
