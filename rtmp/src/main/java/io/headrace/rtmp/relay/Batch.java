package io.headrace.rtmp.relay;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Messages of one batch as chunks in one buffer, with an index of where each ends and whose it is.
 * Players that take all of it are given the buffer; players that take only some tracks share one
 * copy of those for as long as the batch is given out.
 *
 * <p>Thread: the loop. Ownership: its buffers belong to {@link ReservedBuffers}, to which they are
 * given back with {@link #retire}.
 */
final class Batch {
  private static final int SLOT_BITS = 6;
  private static final int SLOT_MASK = (1 << SLOT_BITS) - 1;
  private static final long KEY_BIT = 1L << SLOT_BITS;
  private static final int END_SHIFT = SLOT_BITS + 1;

  /** A copy of the messages of some tracks, and the next of these. */
  private record Part(long slots, ByteBuf wire, @Nullable Part next) {}

  private final ByteBuf wire;
  private final long[] messages;
  private @Nullable Part parts;
  private final long firstMs;
  private final long lastMs;
  private int count;
  private int videoFrames;
  private long slots;
  private long keys;

  /**
   * Ownership: takes {@code wire}.
   *
   * @param wire from {@link ReservedBuffers}, to be filled message by message
   * @param messages how many there will be
   * @param firstMs least time of a message
   * @param lastMs greatest time of a message
   */
  Batch(ByteBuf wire, int messages, long firstMs, long lastMs) {
    this.wire = wire;
    this.messages = new long[messages];
    this.firstMs = firstMs;
    this.lastMs = lastMs;
  }

  /** A message ends where the buffer is written to now. */
  void ended(int slot, boolean key) {
    messages[count++] = (long) wire.writerIndex() << END_SHIFT | (key ? KEY_BIT : 0) | slot;
    slots |= Slots.bit(slot);
    if (Slots.isVideo(slot)) {
      videoFrames++;
      keys |= key ? Slots.bit(slot) : 0;
    }
  }

  int count() {
    return count;
  }

  /** The tracks it has messages of. */
  long slots() {
    return slots;
  }

  /** The video tracks it has a key frame of. */
  long keys() {
    return keys;
  }

  /** Least time of a message, not cut to 32 bits. */
  long firstMs() {
    return firstMs;
  }

  /** Greatest time of a message, not cut to 32 bits. */
  long lastMs() {
    return lastMs;
  }

  /** Length of the whole. */
  int bytes() {
    return wire.readableBytes();
  }

  int slot(int message) {
    return (int) messages[message] & SLOT_MASK;
  }

  /** Whether it is a key frame of video. */
  boolean isKey(int message) {
    return (messages[message] & KEY_BIT) != 0 && Slots.isVideo(slot(message));
  }

  /** The last key frame of the tracks {@code wanted}; there must be one. */
  int lastKey(long wanted) {
    int message = count - 1;
    while (!isKey(message) || (Slots.bit(slot(message)) & wanted) == 0) {
      message--;
    }
    return message;
  }

  int start(int message) {
    return message == 0 ? 0 : end(message - 1);
  }

  int end(int message) {
    return (int) (messages[message] >>> END_SHIFT);
  }

  /** Video frames of the tracks {@code wanted}. */
  int videoFrames(long wanted) {
    if ((slots & Slots.VIDEO & ~wanted) == 0) {
      return videoFrames;
    }
    int frames = 0;
    for (int i = 0; i < count; i++) {
      frames += (Slots.bit(slot(i)) & Slots.VIDEO & wanted) != 0 ? 1 : 0;
    }
    return frames;
  }

  ByteBuf retainedWhole() {
    return wire.retainedDuplicate();
  }

  /** The messages {@code from} to {@code to}, exclusively, as they lie. */
  ByteBuf retainedRun(int from, int to) {
    return wire.retainedSlice(start(from), start(to) - start(from));
  }

  /**
   * The messages of the tracks {@code wanted} in a buffer of their own, which does not hold the
   * rest in memory: a slow player with a long queue of audio would.
   *
   * @return retained; null when there is no memory
   */
  @Nullable ByteBuf retainedPart(long wanted, ReservedBuffers buffers) {
    for (Part part = parts; part != null; part = part.next()) {
      if (part.slots() == wanted) {
        return part.wire().retainedDuplicate();
      }
    }
    ByteBuf copy = buffers.allocate(bytesOf(wanted));
    if (copy == null) {
      return null;
    }
    for (int i = 0; i < count; i++) {
      if ((Slots.bit(slot(i)) & wanted) != 0) {
        copy.writeBytes(wire, start(i), end(i) - start(i));
      }
    }
    parts = new Part(wanted, copy, parts);
    return copy.retainedDuplicate();
  }

  private int bytesOf(long wanted) {
    int bytes = 0;
    for (int i = 0; i < count; i++) {
      bytes += (Slots.bit(slot(i)) & wanted) != 0 ? end(i) - start(i) : 0;
    }
    return bytes;
  }

  /** The batch has been given out: parts of it are not shared any more. */
  void retireParts(ReservedBuffers buffers) {
    for (Part part = parts; part != null; part = part.next()) {
      buffers.retire(part.wire());
    }
    parts = null;
  }

  /** It is not given out any more. */
  void retire(ReservedBuffers buffers) {
    retireParts(buffers);
    buffers.retire(wire);
  }
}
