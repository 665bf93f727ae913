package io.headrace.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.headrace.rtmp.chunk.ChunkLimits;
import io.headrace.rtmp.chunk.ChunkReader;
import io.headrace.rtmp.message.MessageType;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MessageWriterTest {
  @ParameterizedTest
  @ValueSource(longs = {0, 0xFF_FFF0L, 0xFFFF_FFF0L})
  void theServersReaderReadsWhatItWrites(long firstMs) {
    ByteBuf wire = Unpooled.buffer();
    MessageWriter writer = new MessageWriter(128);
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      long timestampMs = firstMs + 33L * i;
      int bytes = 1 + 100 * i;
      ByteBuf body = Unpooled.buffer().writeZero(bytes);
      body.setByte(bytes - 1, i);
      writer.write(wire, 4 + i % 2, MessageType.VIDEO, 1, timestampMs, body);
      expected.add("1 @" + (timestampMs & 0xFFFF_FFFFL) + " " + bytes + " bytes to " + i);
    }
    List<String> read = new ArrayList<>();
    try (ChunkReader reader = new ChunkReader(ChunkLimits.DEFAULT, ByteBufAllocator.DEFAULT, 0)) {
      reader.read(
          wire,
          0,
          (type, stream, timestampMs, payload) -> {
            int bytes = payload.readableBytes();
            read.add(
                stream
                    + (" @" + timestampMs + " " + bytes)
                    + (" bytes to " + payload.getByte(bytes - 1)));
            payload.release();
          });
    }
    assertEquals(expected, read);
  }
}
