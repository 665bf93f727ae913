package io.headrace.rtmp.chunk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.headrace.rtmp.RtmpException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Whatever comes, the reader says RtmpException or nothing, holds bounded memory, releases it all,
 * and does not care how the bytes are split. Runs the seeds as an ordinary test, and fuzzes with
 * {@code JAZZER_FUZZ=1}.
 */
class ChunkReaderFuzzTest {
  private static final ChunkLimits LIMITS =
      new ChunkLimits(4 << 10, 16 << 10, 1 << 20, 8, 3, 2 << 20, 1_000_000);

  /** What an unfinished message takes at once, and twice what has come of it. */
  private static final long MOST_BYTES = 3L * ChunkReader.EAGER_BYTES;

  @FuzzTest(maxDuration = "5m")
  void readsAnything(byte[] input) {
    if (input.length == 0) {
      return;
    }
    Joined whole = new Joined(LIMITS);
    Joined split = new Joined(LIMITS);

    String wholeFailure = readWhole(whole, input);
    String splitFailure = readSplit(split, input);

    assertEquals(wholeFailure, splitFailure);
    assertEquals(whole.messages, split.messages);
    whole.close();
    split.close();
  }

  private static @Nullable String readWhole(Joined joined, byte[] input) {
    return read(joined, Unpooled.wrappedBuffer(input, 1, input.length - 1));
  }

  /** The first byte of the input says how. */
  private static @Nullable String readSplit(Joined joined, byte[] input) {
    SplittableRandom random = new SplittableRandom(input[0]);
    ByteBuf rest = Unpooled.wrappedBuffer(input, 1, input.length - 1);
    while (rest.isReadable()) {
      int count = Math.min(rest.readableBytes(), 1 + random.nextInt(1 + (input[0] & 0x1F)));
      String failure = read(joined, rest.readSlice(count));
      if (failure != null) {
        return failure;
      }
    }
    return null;
  }

  private static @Nullable String read(Joined joined, ByteBuf piece) {
    int offered = piece.readableBytes();
    try {
      joined.read(piece);
      assertTrue(joined.heldBytes() <= MOST_BYTES + 2L * offered, "held " + joined.heldBytes());
      return null;
    } catch (RtmpException e) {
      return e.getMessage();
    }
  }
}
