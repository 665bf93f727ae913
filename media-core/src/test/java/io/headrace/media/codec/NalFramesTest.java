package io.headrace.media.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.headrace.media.TestMedia;
import io.headrace.testkit.Seeds;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NalFramesTest {
  private static final AvcConfig FOUR = TestMedia.avc(TestMedia.AVC_360P_NTSC);
  private static final AvcConfig TWO =
      TestMedia.avc(TestMedia.AVC_360P_NTSC.replaceFirst("ff", "fd"));
  private static final AvcConfig ONE =
      TestMedia.avc(TestMedia.AVC_360P_NTSC.replaceFirst("ff", "fc"));
  private static final String SPS = "674d401eeca05017fcb808800001f480007530078b16cb";
  private static final String PPS = "68ebe3cb20";

  private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true, true);

  @AfterEach
  void everyBufferIsReleased() {
    assertEquals(0, allocator.metric().usedDirectMemory());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "one slice, 00000003 41aabb",
    "SEI and IDR, 00000002 0605 00000004 65aabbcc",
    "another SPS than the record's, 00000005 674d401fff 00000002 65aa",
    "empty, ''",
  })
  void passesAGoodAccessUnitThroughUntouched(String name, String hex) {
    ByteBuf in = buffer(hex);
    ByteBuf out = NalFrames.normalized(in, FOUR);
    if (in.refCnt() > 0) {
      assertSame(in, out);
    }
    assertBytes(hex, out);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "delimiter, 00000002 0910 00000003 41aabb, 00000003 41aabb",
    "delimiter and parameter sets, 00000002 0910 00000017 "
        + SPS
        + " 00000005 "
        + PPS
        + " 00000002 65aa, 00000002 65aa",
    "zero length in front, 00000000 00000003 41aabb, 00000003 41aabb",
    "zero length at the end, 00000003 41aabb 00000000, 00000003 41aabb",
  })
  void trimsTheEndsWithoutACopy(String name, String hex, String expected) {
    ByteBuf in = buffer(hex);
    ByteBuf out = NalFrames.normalized(in, FOUR);
    assertSame(in, out);
    assertBytes(expected, out);
  }

  @Test
  void copiesWhereSomethingInTheMiddleGoes() {
    ByteBuf in = buffer("00000002 0605 00000005 " + PPS + " 00000000 00000002 65aa");
    ByteBuf out = NalFrames.normalized(in, FOUR);
    assertNotSame(in, out);
    assertEquals(0, in.refCnt());
    assertBytes("00000002 0605 00000002 65aa", out);
  }

  @Test
  void givesAnEmptyBufferWhenNothingIsLeft() {
    assertBytes("", NalFrames.normalized(buffer("00000002 0910"), FOUR));
    assertBytes("", NalFrames.normalized(buffer("00000000"), FOUR));
    assertBytes("", NalFrames.normalized(buffer("02 0910"), ONE));
  }

  @Test
  void widensShortLengths() {
    assertBytes(
        "00000003 41aabb 00000002 41cc",
        NalFrames.normalized(buffer("0003 41aabb 0000 0002 0910 0002 41cc"), TWO));
    assertBytes("00000003 41aabb", NalFrames.normalized(buffer("02 0910 03 41aabb"), ONE));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "four-byte start codes, 00000001 0910 00000001 65aabb, 00000003 65aabb",
    "three-byte start codes, 000001 0605 000001 65aabb 000001 41cc, "
        + "00000002 0605 00000003 65aabb 00000002 41cc",
    "with the record's sets, 00000001 "
        + SPS
        + " 00000001 "
        + PPS
        + " 000001 65aa, "
        + "00000002 65aa",
    "trailing zeros, 00000001 65aabb 0000, 00000003 65aabb",
  })
  void convertsAnnexB(String name, String hex, String expected) {
    assertBytes(expected, NalFrames.normalized(buffer(hex), FOUR));
  }

  @ParameterizedTest
  @CsvSource({"00000004 41aabb", "00000003 41aabb 00", "ffffffff 41", "7fffffff 41", "41"})
  void refusesLengthsThatDoNotAddUpAndReleasesTheBody(String hex) {
    ByteBuf in = buffer(hex);
    assertThrows(CodecException.class, () -> NalFrames.normalized(in, FOUR));
    assertEquals(0, in.refCnt());
  }

  @Test
  void respectsTheReaderIndexOfASlice() {
    ByteBuf in = buffer("1701000000 00000002 0910 00000002 65aa").skipBytes(5);
    assertBytes("00000002 65aa", NalFrames.normalized(in, FOUR));
  }

  @ParameterizedTest
  @CsvSource({
    "'', NO_PICTURE",
    "00000002 0605, NO_PICTURE",
    "00000002 0605 00000002 41aa, PICTURE",
    "00000002 01aa, PICTURE",
    "00000002 0605 00000002 65aa 00000002 65aa, SYNC",
  })
  void saysWhatAnAccessUnitHolds(String hex, FrameContent content) {
    ByteBuf in = buffer(hex);
    assertEquals(content, NalFrames.content(in, FOUR));
    in.release();
  }

  @Test
  void throwsNothingButCodecExceptionForRandomBytesAndAlwaysGivesWholeLengths() {
    SplittableRandom random = new SplittableRandom(Seeds.next("frames.seed"));
    AvcConfig[] configs = {ONE, TWO, FOUR};
    for (int i = 0; i < 100_000; i++) {
      ByteBuf in = allocator.directBuffer();
      for (int bytes = random.nextInt(24); bytes > 0; bytes--) {
        // Small numbers make plausible lengths, types and start codes.
        in.writeByte(random.nextInt(random.nextBoolean() ? 10 : 2));
      }
      try {
        ByteBuf out = NalFrames.normalized(in, configs[random.nextInt(3)]);
        assertWholeLengths(out);
        NalFrames.content(out, FOUR);
        out.release();
      } catch (CodecException e) {
        assertEquals(0, in.refCnt());
      }
    }
  }

  private static void assertWholeLengths(ByteBuf out) {
    int at = out.readerIndex();
    while (at < out.writerIndex()) {
      int length = out.getInt(at);
      assertNotSame(0, length);
      at += 4 + length;
    }
    assertEquals(out.writerIndex(), at);
  }

  private ByteBuf buffer(String hex) {
    ByteBuf bytes = TestMedia.bytes(hex);
    return allocator.directBuffer().writeBytes(bytes);
  }

  private static void assertBytes(String hex, ByteBuf out) {
    assertEquals(hex.replace(" ", ""), ByteBufUtil.hexDump(out));
    out.release();
  }
}
