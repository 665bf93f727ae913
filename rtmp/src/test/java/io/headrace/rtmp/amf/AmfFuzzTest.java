package io.headrace.rtmp.amf;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * Whatever comes, the reader says AmfException or gives values that can be written and read again.
 * Runs the seeds as an ordinary test, and fuzzes with {@code JAZZER_FUZZ=1}.
 */
class AmfFuzzTest {
  /** Replaced characters make strings and keys longer. */
  private static final AmfLimits WIDE = new AmfLimits(16, 4_096, 4 << 10, 256 << 10);

  @FuzzTest(maxDuration = "5m")
  void readsAnything(byte[] input) {
    AmfReader reader = new AmfReader(Unpooled.wrappedBuffer(input), AmfLimits.DEFAULT);
    try {
      while (reader.hasNext()) {
        AmfValue value = reader.next();
        ByteBuf out = Unpooled.buffer();
        AmfWriter.write(out, value);
        assertEquals(value, new AmfReader(out, WIDE).next());
      }
    } catch (AmfException e) {
      assertEquals(0, e.getStackTrace().length);
    }
  }
}
