package io.headrace.rtmp.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.headrace.rtmp.RtmpException;
import io.headrace.rtmp.RtmpException.Reason;
import io.headrace.rtmp.message.MessageType;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * Whatever comes, an aggregate is split into messages that are together no longer than it, none of
 * them an aggregate, and every count is given back. Runs the seeds as an ordinary test, and fuzzes
 * with {@code JAZZER_FUZZ=1}.
 */
class AggregateMessageFuzzTest {
  @FuzzTest(maxDuration = "5m")
  void splitsAnything(byte[] input) {
    ByteBuf payload = Unpooled.buffer(Math.max(1, input.length)).writeBytes(input);
    int[] bytes = {0};
    try {
      AggregateMessage.split(
          1,
          0xFFFF_FFF0L,
          payload,
          (type, stream, timestampMs, body) -> {
            assertNotEquals(MessageType.AGGREGATE, type);
            assertEquals(timestampMs, timestampMs & 0xFFFF_FFFFL);
            bytes[0] += body.readableBytes();
            body.release();
          });
    } catch (RtmpException e) {
      assertEquals(Reason.MALFORMED, e.reason());
    }
    assertTrue(bytes[0] <= input.length);
    assertEquals(0, payload.refCnt());
  }
}
