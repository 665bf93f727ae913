package io.headrace.testkit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * A way to hand bytes to a parser. What it makes of them must not depend on the way, so tests take
 * this as their parameter: {@code @ParameterizedTest @EnumSource void joins(Feed feed)}.
 */
public enum Feed {
  WHOLE,
  BYTE_BY_BYTE,
  /**
   * Random splits, a new seed for each call. The seed is printed; {@code -Dfeed.seed=} repeats it.
   */
  RANDOM;

  private static final int MAX_RANDOM_PIECE_BYTES = 200;

  /** Hands out {@code bytes} in order, in pieces. The pieces are borrowed for the call. */
  public void feed(byte[] bytes, Consumer<ByteBuf> sink) {
    ByteBuf buffer = Unpooled.wrappedBuffer(bytes);
    try {
      feed(buffer, sink);
    } finally {
      buffer.release();
    }
  }

  /**
   * Hands out the readable bytes of {@code bytes} in order, in pieces, and moves its reader index
   * to the end. Ownership: borrows {@code bytes}; the pieces are borrowed for the call.
   */
  public void feed(ByteBuf bytes, Consumer<ByteBuf> sink) {
    switch (this) {
      case WHOLE -> sink.accept(bytes.readSlice(bytes.readableBytes()));
      case BYTE_BY_BYTE -> {
        while (bytes.isReadable()) {
          sink.accept(bytes.readSlice(1));
        }
      }
      case RANDOM -> feedRandomly(bytes, sink);
    }
  }

  private static void feedRandomly(ByteBuf bytes, Consumer<ByteBuf> sink) {
    long seed = Seeds.next("feed.seed");
    SplittableRandom random = new SplittableRandom(seed);
    while (bytes.isReadable()) {
      // Small pieces are the interesting ones: half of them end within a header.
      int bound = random.nextBoolean() ? 16 : MAX_RANDOM_PIECE_BYTES;
      sink.accept(bytes.readSlice(Math.min(1 + random.nextInt(bound), bytes.readableBytes())));
    }
  }
}
