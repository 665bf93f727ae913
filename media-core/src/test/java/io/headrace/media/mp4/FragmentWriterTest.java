package io.headrace.media.mp4;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headrace.media.TestMedia;
import io.headrace.testkit.Golden;
import io.headrace.testkit.Seeds;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FragmentWriterTest {
  private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true, true);
  private final SampleBatch batch = new SampleBatch();

  @AfterEach
  void everySampleIsReleased() {
    batch.clear();
    assertEquals(0, allocator.metric().usedDirectMemory());
  }

  @Test
  void startsVideoWithFirstSampleFlags() {
    batch.add(900_000, 0, true, payload("65aa"));
    batch.add(903_000, 0, false, payload("41bb"));
    batch.add(906_000, 0, false, payload("41cccc"));
    batch.end(909_000);
    assertGolden("fragment-video-sync.txt", 7);
  }

  @Test
  void reordersWithSignedOffsetsAndUnevenDurations() {
    batch.add(0x1_0000_0000L, 6_000, false, payload("41"));
    batch.add(0x1_0000_0000L + 3_003, -3_003, false, payload("41"));
    batch.add(0x1_0000_0000L + 6_006, 0, false, payload("41"));
    batch.end(0x1_0000_0000L + 9_010);
    assertGolden("fragment-video-reordered.txt", 8);
  }

  @Test
  void flagsEachSampleWhereASyncFrameStandsWithin() {
    batch.add(0, 0, false, payload("41"));
    batch.add(3_000, 0, true, payload("65"));
    batch.add(6_000, 0, false, payload("41"));
    batch.end(9_000);
    assertGolden("fragment-video-inner-sync.txt", 9);
  }

  @Test
  void needsOnlySizesForAudio() {
    for (int i = 0; i < 4; i++) {
      batch.add(48_000 + 1_024L * i, 0, true, payload("21" + "00".repeat(i)));
    }
    batch.end(48_000 + 4_096);
    assertGolden("fragment-audio.txt", 1);
  }

  @Test
  void writesASingleSample() {
    batch.add(0, 0, true, payload("65"));
    batch.end(1);
    assertGolden("fragment-single.txt", 2);
  }

  @Test
  void knowsItsSizeAndKeepsTheTimeForRandomBatches() {
    SplittableRandom random = new SplittableRandom(Seeds.next("fragment.seed"));
    long nextTicks = 0;
    for (int round = 1; round <= 500; round++) {
      StringBuilder payloads = new StringBuilder();
      long startTicks = nextTicks;
      int samples = 1 + random.nextInt(130);
      boolean even = random.nextBoolean();
      boolean reordered = random.nextBoolean();
      for (int i = 0; i < samples; i++) {
        String hex = "41" + "0f".repeat(random.nextInt(20));
        payloads.append(hex);
        int offset = reordered ? random.nextInt(9_000) - 4_500 : 0;
        batch.add(nextTicks, offset, random.nextInt(3) == 0, payload(hex));
        nextTicks += even ? 3_000 : 1 + random.nextInt(6_000);
      }
      batch.end(nextTicks);
      ByteBuf out = allocator.directBuffer(FragmentWriter.sizeBytes(batch));
      int capacity = out.capacity();
      FragmentWriter.write(batch, round, out);
      assertEquals(capacity, out.writerIndex());
      assertEquals(capacity, out.capacity());
      String dump = BoxDump.of(out);
      assertTrue(dump.contains(" time=" + startTicks + "\n"), dump);
      assertTrue(dump.endsWith(" " + payloads + "\n"), dump);
      assertEquals(nextTicks - startTicks, durationTicks(dump, samples));
      assertDataOffset(out, dump);
      out.release();
      batch.clear();
    }
  }

  @Test
  void appendsBehindWhatTheBufferHolds() {
    batch.add(0, 0, true, payload("65aa"));
    batch.end(3_000);
    ByteBuf alone = Unpooled.buffer();
    FragmentWriter.write(batch, 1, alone);
    ByteBuf behind = Unpooled.buffer().writeZero(33);
    FragmentWriter.write(batch, 1, behind);
    assertEquals(ByteBufUtil.hexDump(alone), ByteBufUtil.hexDump(behind.skipBytes(33)));
  }

  @Test
  void borrowsTheSamplesWithoutMovingTheirIndexes() {
    ByteBuf payload = payload("ffff65aa").skipBytes(2);
    batch.add(0, 0, true, payload);
    batch.end(3_000);
    ByteBuf out = Unpooled.buffer();
    FragmentWriter.write(batch, 1, out);
    assertEquals(2, payload.readerIndex());
    assertEquals(1, payload.refCnt());
    assertTrue(ByteBufUtil.hexDump(out).endsWith("6d64617465aa"));
  }

  @Test
  void refusesTimeThatDoesNotGoOnAndReleasesThePayload() {
    batch.add(100, 0, true, payload("65"));
    ByteBuf late = payload("41");
    assertThrows(IllegalArgumentException.class, () -> batch.add(100, 0, false, late));
    assertEquals(0, late.refCnt());
    assertThrows(IllegalArgumentException.class, () -> batch.end(100));
    assertThrows(IllegalArgumentException.class, () -> batch.end(101L + Integer.MAX_VALUE));
    ByteBuf negative = payload("41");
    batch.clear();
    assertThrows(IllegalArgumentException.class, () -> batch.add(-1, 0, false, negative));
  }

  @Test
  void refusesAnOpenBatchAndAnAdditionToAnEndedOne() {
    assertThrows(IllegalStateException.class, () -> batch.end(1));
    batch.add(0, 0, true, payload("65"));
    ByteBuf out = Unpooled.buffer();
    assertThrows(IllegalStateException.class, () -> FragmentWriter.write(batch, 1, out));
    batch.end(1);
    ByteBuf behindTheEnd = payload("41");
    assertThrows(IllegalStateException.class, () -> batch.add(1, 0, false, behindTheEnd));
    assertEquals(0, behindTheEnd.refCnt());
  }

  @Test
  void canBeFilledAgainAfterClearing() {
    ByteBuf payload = payload("65aa");
    batch.add(5, 0, true, payload);
    batch.end(8);
    assertTrue(batch.isEnded());
    assertEquals(2, batch.payloadBytes());
    assertEquals(5, batch.startTicks());
    assertEquals(8, batch.endTicks());
    assertTrue(batch.startsWithSync());
    batch.clear();
    assertEquals(0, payload.refCnt());
    assertTrue(batch.isEmpty());
    assertFalse(batch.isEnded());
    batch.add(2, 0, false, payload("41"));
    assertEquals(1, batch.payloadBytes());
    assertEquals(2, batch.lastTicks());
    assertFalse(batch.startsWithSync());
  }

  private void assertGolden(String name, int sequence) {
    ByteBuf out = Unpooled.buffer();
    FragmentWriter.write(batch, sequence, out);
    assertEquals(FragmentWriter.sizeBytes(batch), out.readableBytes());
    Golden.assertEqualsFile("mp4/" + name, BoxDump.of(out));
  }

  private static long durationTicks(String dump, int samples) {
    long sum = 0;
    for (String line : dump.split("\n")) {
      int at = line.indexOf(" duration=");
      if (at >= 0) {
        int ticks = Integer.parseInt(line.substring(at + 10).split(" ")[0]);
        sum += line.contains("tfhd") ? (long) ticks * samples : ticks;
      }
    }
    return sum;
  }

  /** trun's data offset points at the first byte behind mdat's header. */
  private static void assertDataOffset(ByteBuf out, String dump) {
    int offset = Integer.parseInt(dump.split(" offset=")[1].split("[ \n]")[0]);
    assertEquals("mdat", out.toString(offset - 4, 4, java.nio.charset.StandardCharsets.US_ASCII));
  }

  private ByteBuf payload(String hex) {
    return allocator.directBuffer().writeBytes(TestMedia.bytes(hex));
  }
}
