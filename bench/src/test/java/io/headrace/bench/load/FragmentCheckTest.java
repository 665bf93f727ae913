package io.headrace.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headrace.testkit.Feed;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class FragmentCheckTest {
  private static ByteBuf boxes(int... sizes) {
    ByteBuf out = Unpooled.buffer();
    for (int size : sizes) {
      out.writeInt(size).writeZero(Math.max(0, size - 4));
    }
    return out;
  }

  private static FragmentCheck check(ByteBuf bytes) {
    FragmentCheck check = new FragmentCheck();
    check.add(bytes);
    return check;
  }

  @ParameterizedTest
  @EnumSource
  void wholeBoxesAddUp(Feed feed) {
    FragmentCheck check = new FragmentCheck();
    feed.feed(boxes(24, 8, 1000), check::add);
    assertTrue(check.endsWithBox());
    assertEquals(1032, check.bytes());
  }

  @Test
  void aBoxCutShortDoesNot() {
    ByteBuf cut = boxes(24, 100);
    assertFalse(check(cut.writerIndex(cut.writerIndex() - 1)).endsWithBox());
    assertFalse(check(boxes(24).writeByte(0)).endsWithBox());
  }

  @Test
  void neitherDoesNothingOrABoxOfImpossibleSize() {
    assertFalse(check(boxes()).endsWithBox());
    assertFalse(check(boxes(7)).endsWithBox());
  }
}
