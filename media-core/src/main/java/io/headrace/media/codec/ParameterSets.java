package io.headrace.media.codec;

import io.netty.buffer.ByteBuf;
import java.util.List;

/** The parameter sets of a configuration record that frames are searched for. */
final class ParameterSets {
  /** Real records have two or three; each costs a comparison for each NAL unit. */
  static final int MAX_SEARCHED = 16;

  private final byte[][] sets;

  /** Keeps the first {@value #MAX_SEARCHED} of {@code sets}. */
  ParameterSets(List<byte[]> sets) {
    this.sets = sets.stream().limit(MAX_SEARCHED).toArray(byte[][]::new);
  }

  /** Whether the NAL unit of {@code length} bytes at {@code index} is one. Borrows {@code data}. */
  boolean hold(ByteBuf data, int index, int length) {
    for (byte[] set : sets) {
      if (set.length == length && equal(set, data, index)) {
        return true;
      }
    }
    return false;
  }

  private static boolean equal(byte[] set, ByteBuf data, int index) {
    for (int i = 0; i < set.length; i++) {
      if (set[i] != data.getByte(index + i)) {
        return false;
      }
    }
    return true;
  }
}
