package io.headrace.rtmp.session;

import io.netty.buffer.ByteBuf;

/**
 * The name of a data message, Adobe RTMP 1.0 §7.1.2: the first of its AMF0 values, a string, or the
 * second where the first is {@code @setDataFrame}, which publishers put before what they want
 * passed on.
 */
enum DataMessage {
  /** {@code onMetaData}: what the tracks are like. */
  METADATA("onMetaData"),
  /** {@code |RtmpSampleAccess}: rights of Flash players. */
  SAMPLE_ACCESS("|RtmpSampleAccess"),
  /** {@code @clearDataFrame}: takes back what was passed on. */
  CLEAR("@clearDataFrame"),
  /** Any other name; to be passed on. */
  NAMED(""),
  /** No name; nobody could tell what it is. */
  NAMELESS("");

  /** Longest message that is passed on; captions and cue points have some hundred bytes. */
  static final int MAX_PASSED_BYTES = 16 << 10;

  private static final int STRING_MARKER = 2;
  private static final int STRING_HEADER_BYTES = 3;
  private static final String SET_DATA_FRAME = "@setDataFrame";
  private static final DataMessage[] KNOWN = {METADATA, SAMPLE_ACCESS, CLEAR};

  private final String name;

  DataMessage(String name) {
    this.name = name;
  }

  /**
   * What {@code payload} is. Ownership: borrows it, and moves its reader index behind {@code
   * @setDataFrame}, so that it begins with its own name.
   */
  static DataMessage of(ByteBuf payload) {
    if (isNamed(payload, SET_DATA_FRAME)) {
      skipName(payload);
    }
    for (DataMessage known : KNOWN) {
      if (isNamed(payload, known.name)) {
        return known;
      }
    }
    return nameBytes(payload) > 0 ? NAMED : NAMELESS;
  }

  /** Moves the reader index of {@code payload} behind its name. */
  static void skipName(ByteBuf payload) {
    payload.skipBytes(STRING_HEADER_BYTES + nameBytes(payload));
  }

  /** Whether the name is {@code name}, which is of ASCII. */
  private static boolean isNamed(ByteBuf payload, String name) {
    if (nameBytes(payload) != name.length()) {
      return false;
    }
    int at = payload.readerIndex() + STRING_HEADER_BYTES;
    for (int i = 0; i < name.length(); i++) {
      if (payload.getByte(at + i) != name.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** Length of the string that {@code payload} begins with; -1 where there is none. */
  private static int nameBytes(ByteBuf payload) {
    int at = payload.readerIndex();
    if (payload.readableBytes() < STRING_HEADER_BYTES || payload.getByte(at) != STRING_MARKER) {
      return -1;
    }
    int bytes = payload.getUnsignedShort(at + 1);
    return bytes <= payload.readableBytes() - STRING_HEADER_BYTES ? bytes : -1;
  }
}
