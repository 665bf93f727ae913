package io.headrace.media.codec;

import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.headrace.media.TestMedia;
import io.headrace.testkit.Seeds;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/** Records with some bytes overwritten and often cut short. */
final class DamagedRecords {
  private static final int ROUNDS = 30_000;

  private DamagedRecords() {}

  /** Parses many of them: they are good or refused with a CodecException, and some are refused. */
  static void areRefusedOrGood(String hex, Consumer<ByteBuf> parser) {
    SplittableRandom random = new SplittableRandom(Seeds.next("record.seed"));
    byte[] good = ByteBufUtil.getBytes(TestMedia.bytes(hex));
    int refused = 0;
    for (int i = 0; i < ROUNDS; i++) {
      byte[] bytes = good.clone();
      for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      int length = random.nextInt(4) == 0 ? random.nextInt(bytes.length) : bytes.length;
      try {
        parser.accept(Unpooled.wrappedBuffer(bytes, 0, length));
      } catch (CodecException e) {
        refused++;
      }
    }
    assertNotEquals(0, refused);
  }
}
