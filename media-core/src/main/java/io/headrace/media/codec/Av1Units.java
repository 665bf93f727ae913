package io.headrace.media.codec;

import io.netty.buffer.ByteBuf;

/**
 * Walks over the OBUs of a temporal unit in the low-overhead format, AV1 specification §5.3 and
 * §4.10.5. All methods borrow and move no index. The others expect what {@link #areWhole} has found
 * good.
 */
final class Av1Units {
  static final int SEQUENCE_HEADER = 1;
  static final int TEMPORAL_DELIMITER = 2;
  static final int FRAME_HEADER = 3;
  static final int FRAME = 6;

  private static final int FORBIDDEN = 0x80;
  private static final int EXTENSION = 4;
  private static final int HAS_SIZE = 2;
  private static final int MAX_SIZE_BYTES = 8;
  private static final long BROKEN = -1;

  private Av1Units() {}

  /** Whether each OBU lies within the readable bytes; one without a size takes all the rest. */
  static boolean areWhole(ByteBuf units) {
    int end = units.writerIndex();
    int at = units.readerIndex();
    while (at < end) {
      long next = next(units, at);
      if (next == BROKEN) {
        return false;
      }
      at = (int) next;
    }
    return true;
  }

  /** Whether each OBU states its size, so that others can follow. */
  static boolean haveSizes(ByteBuf units) {
    for (int at = units.readerIndex(); at < units.writerIndex(); at = endOf(units, at)) {
      if ((units.getByte(at) & HAS_SIZE) == 0) {
        return false;
      }
    }
    return true;
  }

  /** Index of the first OBU of {@code type}, or -1. */
  static int find(ByteBuf units, int type) {
    int at = units.readerIndex();
    while (at < units.writerIndex()) {
      if (typeAt(units, at) == type) {
        return at;
      }
      at = endOf(units, at);
    }
    return -1;
  }

  static int typeAt(ByteBuf units, int at) {
    return units.getByte(at) >> 3 & 0xF;
  }

  /** Where the OBU at {@code at} ends. */
  static int endOf(ByteBuf units, int at) {
    return (int) next(units, at);
  }

  /** Where the payload of the OBU at {@code at} begins. */
  static int payloadAt(ByteBuf units, int at) {
    int header = units.getByte(at);
    int payload = at + ((header & EXTENSION) != 0 ? 2 : 1);
    if ((header & HAS_SIZE) != 0) {
      while (units.getByte(payload) < 0) {
        payload++;
      }
      payload++;
    }
    return payload;
  }

  private static long next(ByteBuf units, int at) {
    int end = units.writerIndex();
    int header = units.getByte(at);
    int sizeAt = at + ((header & EXTENSION) != 0 ? 2 : 1);
    if ((header & FORBIDDEN) != 0 || sizeAt > end) {
      return BROKEN;
    }
    if ((header & HAS_SIZE) == 0) {
      return end;
    }
    long size = 0;
    for (int i = 0; i < MAX_SIZE_BYTES; i++) {
      if (sizeAt + i >= end) {
        return BROKEN;
      }
      int part = units.getByte(sizeAt + i);
      size |= (long) (part & 0x7F) << 7 * i;
      if (part >= 0) {
        long next = sizeAt + i + 1 + size;
        return next > end ? BROKEN : next;
      }
    }
    return BROKEN;
  }
}
