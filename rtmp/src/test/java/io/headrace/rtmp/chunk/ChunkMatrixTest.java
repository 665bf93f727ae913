package io.headrace.rtmp.chunk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.headrace.rtmp.chunk.Joined.Message;
import io.headrace.rtmp.message.MessageType;
import io.headrace.testkit.Feed;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Chunk sizes × message sizes × id forms × timestamps × extended timestamps on type 3 × feeds. */
class ChunkMatrixTest {
  static final List<Integer> CHUNK_SIZES = List.of(1, 2, 127, 128, 129, 4_096, 65_536, 0xFF_FFFF);
  private static final int[] MESSAGE_SIZES = {0, 1, 2, 127, 128, 129, 257, 4_097};
  private static final int[] IDS = {3, 63, 64, 319, 320, 65_599};
  private static final long[] TIMESTAMPS = {0, 0xFF_FFFE, 0xFF_FFFF, 0x0100_0000, 0xFFFF_FFFFL};

  /** Longer than the longest chunk but one; in one form only, for it costs time. */
  private static final int LONG_MESSAGE = 70_000;

  static Stream<Arguments> matrix() {
    return Stream.of(Feed.values())
        .flatMap(
            feed ->
                CHUNK_SIZES.stream()
                    .flatMap(
                        size -> Stream.of(true, false).map(ext -> Arguments.of(feed, size, ext))));
  }

  @ParameterizedTest
  @MethodSource("matrix")
  void joinsWhatWasCut(Feed feed, int chunkBytes, boolean repeatExtended) {
    RawChunks chunks = new RawChunks().setChunkSize(chunkBytes);
    List<Message> expected = new ArrayList<>();
    byte[] longPayload = payload(LONG_MESSAGE, 1);
    chunks.message(6, 7, MessageType.VIDEO, 1, longPayload, chunkBytes, repeatExtended);
    expected.add(Message.of(MessageType.VIDEO, 1, 7, longPayload));
    for (int size : MESSAGE_SIZES) {
      for (int id : IDS) {
        for (long timestamp : TIMESTAMPS) {
          byte[] payload = payload(size, id);
          chunks.message(id, timestamp, MessageType.VIDEO, id, payload, chunkBytes, repeatExtended);
          expected.add(Message.of(MessageType.VIDEO, id, timestamp, payload));
        }
      }
    }
    Joined joined = new Joined();

    feed.feed(chunks.toBytes(), joined::read);

    assertEquals(expected, joined.messages);
    joined.close();
  }

  @ParameterizedTest
  @FieldSource("CHUNK_SIZES")
  void joinsWhatTheWriterCut(int chunkBytes) {
    ByteBuf out = Unpooled.buffer();
    out.writeBytes(new RawChunks().setChunkSize(chunkBytes).toBytes());
    ChunkWriter writer = new ChunkWriter();
    writer.chunkBytes(chunkBytes);
    List<Message> expected = new ArrayList<>();
    for (int size : MESSAGE_SIZES) {
      for (int id : IDS) {
        long timestamp = TIMESTAMPS[(size + id) % TIMESTAMPS.length];
        byte[] payload = payload(size, id);
        writer.write(id, MessageType.AUDIO, 1, timestamp, Unpooled.wrappedBuffer(payload), out);
        expected.add(Message.of(MessageType.AUDIO, 1, timestamp, payload));
      }
    }
    Joined joined = new Joined();

    Feed.RANDOM.feed(out, joined::read);

    assertEquals(expected, joined.messages);
    joined.close();
  }

  @ParameterizedTest
  @FieldSource("CHUNK_SIZES")
  void twoBuffersAreCutAsOneAndAsLongAsSaid(int chunkBytes) {
    ChunkWriter writer = new ChunkWriter();
    writer.chunkBytes(chunkBytes);
    ByteBuf whole = Unpooled.buffer();
    ByteBuf parts = Unpooled.buffer();
    for (int size : MESSAGE_SIZES) {
      for (int id : IDS) {
        for (long timestamp : TIMESTAMPS) {
          ByteBuf payload = Unpooled.wrappedBuffer(payload(size, id));
          ByteBuf head = payload.slice(0, Math.min(size, 5 + id % 124));
          ByteBuf body = payload.slice(head.readableBytes(), size - head.readableBytes());
          int before = parts.readableBytes();
          writer.write(id, MessageType.VIDEO, 1, timestamp, head, body, parts);
          assertEquals(
              writer.wireBytes(id, timestamp, size), parts.readableBytes() - before, "wire bytes");
          assertEquals(size, head.readableBytes() + body.readableBytes(), "nothing is consumed");
          writer.write(id, MessageType.VIDEO, 1, timestamp, payload, whole);
          assertEquals(0, payload.readableBytes(), "all is consumed");
        }
      }
    }
    assertEquals(whole, parts);
  }

  /** No byte that an extended timestamp or a header of these begins with. */
  private static byte[] payload(int size, int seed) {
    byte[] payload = new byte[size];
    for (int i = 0; i < size; i++) {
      payload[i] = (byte) (5 + (i * 31 + seed) % 50);
    }
    return payload;
  }
}
