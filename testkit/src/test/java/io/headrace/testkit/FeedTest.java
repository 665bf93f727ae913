package io.headrace.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBufUtil;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FeedTest {
  private static final byte[] BYTES = bytes(5_000);

  @ParameterizedTest
  @EnumSource
  void handsOutEveryByteInOrder(Feed feed) {
    ByteArrayOutputStream received = new ByteArrayOutputStream();
    feed.feed(BYTES, piece -> received.writeBytes(ByteBufUtil.getBytes(piece)));
    assertArrayEquals(BYTES, received.toByteArray());
  }

  @Test
  void splitsAsItsNameSays() {
    assertEquals(List.of(5_000), sizes(Feed.WHOLE));
    assertEquals(5_000, sizes(Feed.BYTE_BY_BYTE).size());
    List<Integer> random = sizes(Feed.RANDOM);
    assertTrue(random.stream().distinct().count() > 10, () -> "sizes: " + random);
  }

  private static List<Integer> sizes(Feed feed) {
    List<Integer> sizes = new ArrayList<>();
    feed.feed(BYTES, piece -> sizes.add(piece.readableBytes()));
    return sizes;
  }

  private static byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    new Random(1).nextBytes(bytes);
    return bytes;
  }
}
