package io.headrace.hls.cache;

import io.netty.buffer.ByteBuf;
import io.netty.util.IllegalReferenceCountException;
import org.jspecify.annotations.Nullable;

/**
 * An immutable object in a slab. Its creator gives it up once with {@link #release()}; readers on
 * other threads pin it meanwhile and find nothing afterwards.
 */
public final class CachedBytes {
  private final Slab slab;
  private final int offset;
  private final int lengthBytes;

  CachedBytes(Slab slab, int offset, int lengthBytes) {
    this.slab = slab;
    this.offset = offset;
    this.lengthBytes = lengthBytes;
  }

  public int lengthBytes() {
    return lengthBytes;
  }

  /** Where the object is written, once: an empty buffer of exactly its length. Borrowed. */
  public ByteBuf writable() {
    return slab.memory().slice(offset, lengthBytes).setIndex(0, 0);
  }

  /** The bytes with one count that the caller owns, or null when they are gone. Thread: any. */
  public @Nullable ByteBuf retainedSlice() {
    try {
      return slab.memory().retainedSlice(offset, lengthBytes);
    } catch (IllegalReferenceCountException gone) {
      return null;
    }
  }

  /** Gives the object up; the slab is freed with its last one. Thread: home loop. */
  public void release() {
    slab.releaseObject();
  }
}
