package io.headrace.bench.load;

import io.netty.buffer.ByteBuf;

/**
 * Walks over the top-level boxes of an MP4 object as its bytes come in, ISO/IEC 14496-12 §4.2,
 * keeping none of them. Thread: one at a time.
 */
final class FragmentCheck {
  private static final int SIZE_BYTES = 4;
  private static final int MIN_BOX_BYTES = 8;

  private long bytes;
  private long boxEnd;
  private int sizeBytesRead;
  private long size;
  private boolean broken;

  /** Ownership: borrows {@code chunk}. */
  void add(ByteBuf chunk) {
    int at = chunk.readerIndex();
    while (at < chunk.writerIndex()) {
      if (sizeBytesRead < SIZE_BYTES) {
        size = size << 8 | chunk.getUnsignedByte(at++);
        bytes++;
        if (++sizeBytesRead == SIZE_BYTES) {
          broken |= size < MIN_BOX_BYTES;
          boxEnd += size;
        }
      } else {
        int left = chunk.writerIndex() - at;
        long step = broken ? left : Math.min(left, Math.max(0, boxEnd - bytes));
        at += (int) step;
        bytes += step;
      }
      if (!broken && sizeBytesRead == SIZE_BYTES && bytes == boxEnd) {
        sizeBytesRead = 0;
        size = 0;
      }
    }
  }

  long bytes() {
    return bytes;
  }

  /** Whether what has come so far is one or more whole boxes. */
  boolean endsWithBox() {
    return !broken && bytes > 0 && bytes == boxEnd && sizeBytesRead == 0;
  }
}
