package io.headrace.media.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headrace.media.TestMedia;
import io.headrace.media.codec.CodecException.Reason;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Records and frames are those of SVT-AV1 and libaom, as ffmpeg 8 writes them to FLV. */
class Av1ConfigTest {
  private static final HexFormat HEX = HexFormat.of();
  private static final String SVT = "81010c000a0c0200000d2627fb3805f00080";
  private static final String SEQUENCE = "0a0c0200000d2627fb3895f20080";

  /** A key frame that is shown, a frame that needs others, and one that shows an earlier frame. */
  private static final String KEY = "32041000aabb";

  private static final String INTER = "32043000aabb";
  private static final String SHOW_EXISTING = "1a01e8";

  private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true, true);
  private final Av1Config config = parse(SVT);

  @AfterEach
  void everyBufferIsReleased() {
    assertEquals(0, allocator.metric().usedDirectMemory());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          SVT-AV1 | av01.0.01M.08 | 640x360 1:1 0/0 2,2,2,false | 81010c000a0c0200000d2627fb3805f00080
          10 bit, BT.2020 matrix | av01.0.01M.10.0.110.02.02.09.0 | 640x360 1:1 0/0 2,2,9,false | 81014c000a0e0000000cc4ff6736be5408082410
          4:4:4 | av01.1.00M.08.0.000.02.02.02.0 | 320x240 1:1 0/0 2,2,2,false | 812000000a0a200000043cffbcdaf902
          monochrome | av01.0.00M.08.1.110.02.02.02.1 | 320x240 1:1 0/0 2,2,2,true | 81001c000a0a000000043cffbcdaf92a
          """)
  void readsWhatEncodersWrite(String name, String codecString, String picture, String record) {
    Av1Config parsed = parse(record);
    assertEquals(codecString, parsed.codecString());
    assertEquals(picture, Formats.describe(parsed.format()));
    assertEquals(record, HEX.formatHex(parsed.record()));
    assertEquals(record, HEX.formatHex(parsed.sequenceHeader()));
    assertTrue(parsed.isComplete());
  }

  @Test
  void readsTimingTierAndHdrColour() {
    BitWriter bits = new BitWriter().u(3, 2).u(2, 0); // profile 2
    bits.u(1, 1).u(16, 0).u(16, 1_001).u(16, 0).u(16, 60_000).u(1, 1).ue(0); // timing
    bits.u(1, 1).u(5, 7).u(16, 0).u(16, 1).u(5, 3).u(5, 3); // decoder model, 8-bit delays
    bits.u(1, 1).u(5, 1); // display delay, two operating points
    bits.u(12, 0).u(5, 13).u(1, 1).u(1, 1).u(8, 1).u(8, 2).u(1, 0).u(1, 1).u(4, 9);
    bits.u(12, 0).u(5, 5).u(1, 0).u(1, 0);
    bits.u(4, 11).u(4, 11).u(12, 3_839).u(12, 2_159).u(1, 1).u(7, 0); // size, frame ids
    bits.u(3, 0).u(4, 0).u(1, 1).u(2, 3).u(1, 0).u(1, 1).u(1, 0).u(1, 1).u(3, 6).u(3, 7);
    bits.u(1, 1).u(1, 1).u(1, 0).u(1, 1).u(8, 9).u(8, 16).u(8, 9).u(1, 1); // 12 bit, PQ, full
    bits.u(1, 1).u(1, 1).u(2, 2).u(1, 0); // 4:2:0 colocated
    Av1Sequence sequence = Av1Sequence.parse(bits.bytes());
    assertEquals("av01.2.13H.12.0.112.09.16.09.1", sequence.codecString());
    assertEquals("3840x2160 1:1 60000/1001 9,16,9,true", Formats.describe(sequence.format()));
  }

  @Test
  void saysOfAnEmptyRecordThatItIsEmpty() {
    CodecException e = assertThrows(CodecException.class, () -> parse(""));
    assertEquals(Reason.EMPTY, e.reason());
  }

  @Test
  void isCompletedByTheFirstKeyFrameWhereTheRecordHasNoSequenceHeader() {
    Av1Config bare = parse("81000000");
    assertFalse(bare.isComplete());
    VideoConfig completed = bare.completedBy(TestMedia.bytes(SEQUENCE + KEY));
    assertTrue(completed.isComplete());
    assertEquals("640x360 1:1 0/0 2,2,2,false", Formats.describe(completed.format()));
    assertEquals("81010c00" + SEQUENCE, HEX.formatHex(completed.record()));
    assertSame(completed, completed.completedBy(TestMedia.bytes(SEQUENCE + KEY)));
    assertSame(bare, bare.completedBy(TestMedia.bytes(KEY)));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "shorter than its fixed part, 810000",
    "another version, 82010c00",
    "without marker, 01010c00",
    "OBU beyond the end, 81010c000a0d0200000d2627fb3805f00080",
    "OBU without size, 81010c00080200000d2627fb3805f00080",
    "size that never ends, 81010c000affffffffffffffffff",
    "sequence header cut short, 81010c000a020200",
    "profile 3, 81010c000a0c6200000d2627fb3805f00080",
  })
  void refusesWhatIsMalformed(String name, String hex) {
    CodecException e = assertThrows(CodecException.class, () -> parse(hex));
    assertEquals(Reason.MALFORMED, e.reason());
  }

  @Test
  void throwsNothingButCodecExceptionForDamagedRecords() {
    DamagedRecords.areRefusedOrGood(SVT, record -> Av1Config.parse(record).codecString());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "key frame, 1200 " + SEQUENCE + KEY + "," + SEQUENCE + KEY + ", SYNC",
    "frame, 1200 " + INTER + "," + INTER + ", PICTURE",
    "frame that is shown again, 1200 " + SHOW_EXISTING + "," + SHOW_EXISTING + ", PICTURE",
    "key frame that is not shown, "
        + SEQUENCE
        + "32040000aabb,"
        + SEQUENCE
        + "32040000aabb, PICTURE",
    "delimiter with extension and size, 160000" + INTER + "," + INTER + ", PICTURE",
    "last without size, 1200 303000aabb, 303000aabb, PICTURE",
    "only a delimiter, 1200, '', NO_PICTURE",
    "empty, '', '', NO_PICTURE",
    "metadata, 1200 2a020104, 2a020104, NO_PICTURE",
  })
  void dropsTheDelimiterWithoutACopy(String name, String hex, String left, FrameContent content) {
    ByteBuf in = buffer(hex);
    ByteBuf out = Av1Frames.normalized(in, config);
    if (in.refCnt() > 0) {
      assertSame(in, out);
    }
    assertEquals(content, VideoFrames.content(out, config));
    assertBytes(left, out);
  }

  @Test
  void movesWhatStandsBehindADelimiterInTheMiddle() {
    assertBytes(
        INTER + SHOW_EXISTING,
        Av1Frames.normalized(buffer("1200" + INTER + "1200" + SHOW_EXISTING), config));
  }

  @Test
  void putsTheRecordsSequenceHeaderBeforeAKeyFrameThatHasNone() {
    ByteBuf out = Av1Frames.normalized(buffer("1200" + KEY), config);
    assertEquals(FrameContent.SYNC, Av1Frames.content(out));
    assertBytes(SVT.substring(8) + KEY, out);
    assertBytes(KEY, Av1Frames.normalized(buffer("1200" + KEY), parse("81000000")));
  }

  @ParameterizedTest
  @CsvSource({"1201", "92", "3205aabb", "36", "32ffffffffffffffffff00"})
  void refusesUnitsThatDoNotAddUp(String hex) {
    ByteBuf in = buffer(hex);
    assertThrows(CodecException.class, () -> Av1Frames.normalized(in, config));
  }

  private static Av1Config parse(String hex) {
    return Av1Config.parse(TestMedia.bytes(hex));
  }

  private ByteBuf buffer(String hex) {
    ByteBuf bytes = TestMedia.bytes(hex);
    return allocator.directBuffer(bytes.readableBytes()).writeBytes(bytes);
  }

  private static void assertBytes(String hex, ByteBuf actual) {
    assertEquals(hex.replace(" ", ""), ByteBufUtil.hexDump(actual));
    actual.release();
  }
}
