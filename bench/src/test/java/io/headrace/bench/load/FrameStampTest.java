package io.headrace.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headrace.media.flv.TagType;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FrameStampTest {
  private static final int AT = 3;

  private static ByteBuf reserved() {
    ByteBuf body = Unpooled.buffer().writeZero(AT);
    FrameStamp.reserve(body);
    return body;
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 127, 128, 1_000_000, (1L << 35) - 1})
  void aNumberIsReadBack(long number) {
    ByteBuf body = reserved();
    FrameStamp.set(body, AT, number, 5);
    assertEquals(number, FrameStamp.number(body, AT));
    assertEquals(5, FrameStamp.sentNs(body, AT));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, Long.MAX_VALUE, Long.MIN_VALUE, -1})
  void everyTimeOfTheClockIsReadBack(long sentNs) {
    ByteBuf body = reserved();
    FrameStamp.set(body, AT, 7, sentNs);
    assertEquals(7, FrameStamp.number(body, AT));
    assertEquals(sentNs, FrameStamp.sentNs(body, AT));
  }

  @Test
  void noByteOfItIsZero() {
    ByteBuf body = reserved();
    FrameStamp.set(body, AT, 0, 0);
    for (int i = AT; i < body.writerIndex(); i++) {
      assertTrue(body.getByte(i) != 0, "at " + i);
    }
  }

  @Test
  void whatIsShorterOrOtherIsNoStamp() {
    ByteBuf body = reserved();
    assertTrue(FrameStamp.isAt(body, AT));
    assertFalse(FrameStamp.isAt(body, AT - 1));
    body.writerIndex(body.writerIndex() - 1);
    assertFalse(FrameStamp.isAt(body, AT));
  }

  @Test
  void everySyntheticFrameHasRoomForOne() {
    SyntheticFrames frames = new SyntheticFrames(200_000, 1);
    ByteBuf body = Unpooled.buffer();
    for (int i = 0; i < 100; i++) {
      frames.next(body);
      boolean video = frames.type() == TagType.VIDEO;
      assertTrue(FrameStamp.isAt(body, FrameStamp.indexInBody(video, body)), "frame " + i);
    }
  }
}
