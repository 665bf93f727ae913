package io.headrace.bench.play;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.headrace.rtmp.RtmpException;
import io.headrace.rtmp.chunk.ChunkWriter;
import io.headrace.testkit.Feed;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ChunkScannerTest {
  private final ChunkScanner scanner = new ChunkScanner();
  private final List<String> messages = new ArrayList<>();
  private final ChunkWriter writer = new ChunkWriter();
  private final ByteBuf wire = Unpooled.buffer().writeZero(ChunkScanner.HANDSHAKE_BYTES);

  private void scan(Feed feed) {
    feed.feed(
        ByteBufUtil.getBytes(wire),
        part ->
            scanner.read(
                part,
                (type, timestampMs, head) ->
                    messages.add(type + " at " + timestampMs + ": " + ByteBufUtil.hexDump(head))));
  }

  private static ByteBuf message(int bytes, int value) {
    return Unpooled.buffer().writeByte(value).writeZero(bytes - 1);
  }

  private static String head(String first, int bytes) {
    return first + "00".repeat(Math.min(bytes, ChunkScanner.HEAD_BYTES) - 1);
  }

  @ParameterizedTest
  @EnumSource
  void seesTheHeadOfEveryMessage(Feed feed) {
    writer.write(6, 9, 1, 40, message(1_000, 0x17), wire);
    writer.write(7, 8, 1, 41, message(10, 0xAF), wire);
    writer.write(6, 9, 1, 0xFFFF_FFFEL, message(300, 0x27), wire);
    scan(feed);
    assertEquals(
        List.of(
            "9 at 40: " + head("17", 1_000),
            "8 at 41: " + head("af", 10),
            "9 at 4294967294: " + head("27", 300)),
        messages);
  }

  @ParameterizedTest
  @EnumSource
  void followsTheServersChunkSize(Feed feed) {
    writer.write(2, 1, 0, 0, Unpooled.copyInt(500), wire);
    writer.chunkBytes(500);
    writer.write(6, 9, 1, 40, message(1_000, 0x17), wire);
    scan(feed);
    assertEquals(List.of("1 at 0: 000001f4", "9 at 40: " + head("17", 1_000)), messages);
  }

  @ParameterizedTest
  @EnumSource
  void addsTimesThatAreDifferencesAndRepeatsWhatIsLeftOut(Feed feed) {
    wire.writeBytes(ByteBufUtil.decodeHexDump("06" + "000064" + "000002" + "09" + "01000000"));
    wire.writeShort(0x1701);
    wire.writeBytes(ByteBufUtil.decodeHexDump("46" + "000021" + "000001" + "08")).writeByte(2);
    wire.writeBytes(ByteBufUtil.decodeHexDump("86" + "000022")).writeByte(3);
    wire.writeByte(0xC6).writeByte(4);
    scan(feed);
    assertEquals(
        List.of("9 at 100: 1701", "8 at 133: 02", "8 at 167: 03", "8 at 201: 04"), messages);
  }

  @ParameterizedTest
  @EnumSource
  void joinsMessagesThatInterleave(Feed feed) {
    wire.writeBytes(ByteBufUtil.decodeHexDump("06" + "000064" + "000082" + "09" + "01000000"));
    wire.writeByte(0x17).writeZero(127);
    wire.writeBytes(ByteBufUtil.decodeHexDump("07" + "000065" + "000001" + "08" + "01000000"));
    wire.writeByte(0xAF);
    wire.writeByte(0xC6).writeZero(2);
    scan(feed);
    assertEquals(List.of("8 at 101: af", "9 at 100: " + head("17", 130)), messages);
  }

  @Test
  void whatAreNoChunksIsRefused() {
    wire.writeByte(0).writeZero(20);
    assertThrows(RtmpException.class, () -> scan(Feed.WHOLE));
  }
}
