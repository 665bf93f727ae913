package io.headrace.media.flv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * Whatever comes, the reader throws nothing, ends, and names only bytes of the body, each at most
 * once. Runs the seeds as an ordinary test, and fuzzes with {@code JAZZER_FUZZ=1}.
 */
class TagReaderFuzzTest {
  private static final int FRONT_BYTES = 3;

  private final TagReader reader = new TagReader();

  @FuzzTest(maxDuration = "5m")
  void readsAnything(byte[] input) {
    for (TagType type : new TagType[] {TagType.VIDEO, TagType.AUDIO}) {
      ByteBuf body = Unpooled.buffer(FRONT_BYTES + input.length).writeZero(FRONT_BYTES);
      body.writeBytes(input).skipBytes(FRONT_BYTES);
      reader.wrap(type, body);
      int readTo = FRONT_BYTES;
      int packets = 0;
      while (reader.next()) {
        packets++;
        check(readTo, body);
        readTo = Math.max(readTo, reader.payloadIndex() + reader.payloadBytes());
      }
      assertTrue(packets >= 1 && packets <= Math.max(1, input.length), packets + " packets");
      assertEquals(FRONT_BYTES, body.readerIndex());
    }
  }

  private void check(int from, ByteBuf body) {
    assertTrue(reader.payloadBytes() >= 0);
    assertTrue(reader.payloadIndex() >= from);
    assertTrue(reader.payloadIndex() + reader.payloadBytes() <= body.writerIndex());
    assertTrue(reader.trackId() >= 0 && reader.trackId() <= 255);
    assertTrue(reader.nanoOffset() >= 0 && reader.nanoOffset() < 1_000_000);
    assertEquals(reader.kind(), reader.codec().kind());
    if (reader.packet() == TagReader.Packet.FRAME) {
      assertTrue(reader.payloadBytes() > 0);
    }
  }
}
