package io.headrace.bench.load;

import io.netty.buffer.ByteBuf;

/**
 * What a publisher writes into each synthetic frame and a player reads back: the frame's number
 * within its track, and when it was sent.
 *
 * <pre>
 * [0xC8 0xD2] [number, 5 × 7 bits] [System.nanoTime(), 10 × 7 bits]
 * </pre>
 *
 * <p>Every byte has its highest bit set, so that none looks like a start code. The time is the
 * machine's: it means the same in every process of it. Thread: any.
 */
public final class FrameStamp {
  static final int BYTES = 17;

  private static final int MAGIC = 0xC8D2;
  private static final int NUMBER_BYTES = 5;
  private static final int TIME_BYTES = 10;
  private static final int BITS = 7;
  private static final int MASK = 0x7F;
  private static final int HIGH = 0x80;

  /** NAL unit length, NAL unit header, begin of the slice header. */
  private static final int VIDEO_OFFSET = 6;

  /** Legacy headers of AVC and AAC in front of the payload. */
  private static final int AVC_HEADER_BYTES = 5;

  private static final int AAC_HEADER_BYTES = 2;

  private FrameStamp() {}

  /** Index of the stamp in a payload that begins at {@code payloadIndex}. */
  public static int index(boolean video, int payloadIndex) {
    return video ? payloadIndex + VIDEO_OFFSET : payloadIndex;
  }

  /** Index of the stamp in a message's body of AVC or AAC. */
  static int indexInBody(boolean video, ByteBuf body) {
    return index(video, body.readerIndex() + (video ? AVC_HEADER_BYTES : AAC_HEADER_BYTES));
  }

  /** Whether there is a stamp at {@code index}, set or not. */
  public static boolean isAt(ByteBuf body, int index) {
    return body.writerIndex() - index >= BYTES && body.getUnsignedShort(index) == MAGIC;
  }

  /** Appends a stamp to be set later. */
  static void reserve(ByteBuf body) {
    body.writeShort(MAGIC);
    for (int i = 0; i < NUMBER_BYTES + TIME_BYTES; i++) {
      body.writeByte(HIGH);
    }
  }

  /** Sets the stamp at {@code index}. */
  static void set(ByteBuf body, int index, long number, long sentNs) {
    int at = index + Short.BYTES;
    put(body, at, NUMBER_BYTES, number);
    put(body, at + NUMBER_BYTES, TIME_BYTES, sentNs);
  }

  /** The number in the stamp at {@code index}. */
  public static long number(ByteBuf body, int index) {
    return get(body, index + Short.BYTES, NUMBER_BYTES);
  }

  /** The time in the stamp at {@code index}. */
  public static long sentNs(ByteBuf body, int index) {
    return get(body, index + Short.BYTES + NUMBER_BYTES, TIME_BYTES);
  }

  private static void put(ByteBuf body, int at, int bytes, long value) {
    for (int i = 0; i < bytes; i++) {
      body.setByte(at + i, HIGH | (int) (value >>> BITS * i) & MASK);
    }
  }

  private static long get(ByteBuf body, int at, int bytes) {
    long value = 0;
    for (int i = 0; i < bytes; i++) {
      value |= (long) (body.getByte(at + i) & MASK) << BITS * i;
    }
    return value;
  }
}
