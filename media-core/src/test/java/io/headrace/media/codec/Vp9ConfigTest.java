package io.headrace.media.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headrace.media.TestMedia;
import io.headrace.media.codec.CodecException.Reason;
import io.netty.buffer.ByteBuf;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Records and frames of profile 0 and 1 are libvpx's, as ffmpeg 8 writes them to FLV. */
class Vp9ConfigTest {
  private static final HexFormat HEX = HexFormat.of();
  private static final String RECORD = "010000000015820202020000";
  private static final String KEY = "824983420027f016760638241c184a10";

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "4:2:0, vp09.00.21.08, 640x360, 010000000015820202020000, " + KEY,
    "4:4:4, vp09.01.20.08, 320x240, 010000000114860202020000, a249834200027e01dec0c704",
    "RGB full range, vp09.01.20.08.03.02.02.00.01, 320x240, 010000000114870202000000, "
        + "a2498342e013f00ef6063824",
    "10 bit PQ, vp09.02.31.10.01.09.16.09.00, 1280x720, 0100000002 1f a2 091009 0000, "
        + "924983425027f81678",
    "profile 3, vp09.03.31.12.03.02.02.02.01, 1280x720, 0100000003 1f c7 020202 0000, "
        + "b124c1a154027f816780",
  })
  void readsRecordAndKeyFrame(
      String name, String codecString, String size, String record, String frame) {
    Vp9Config bare = parse(record);
    assertFalse(bare.isComplete());
    assertEquals(codecString, bare.codecString());
    VideoConfig config = bare.completedBy(TestMedia.bytes(frame));
    assertTrue(config.isComplete());
    assertEquals(size, config.widthPx() + "x" + config.heightPx());
    assertEquals(codecString, config.codecString());
    assertEquals(record.replace(" ", ""), HEX.formatHex(config.record()));
    assertEquals(record.replace(" ", ""), HEX.formatHex(config.sequenceHeader()));
    assertSame(config, config.completedBy(TestMedia.bytes(frame)));
    assertNotEquals(bare, config);
  }

  @Test
  void findsALevelForTheSizeWhereTheRecordHasNone() {
    VideoConfig config = parse("010000000000820202020000").completedBy(TestMedia.bytes(KEY));
    assertEquals("vp09.00.21.08", config.codecString());
    assertEquals(RECORD, HEX.formatHex(config.record()));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "key frame, " + KEY + ", SYNC",
    "key frame without sync code, 824983430027f01676, PICTURE",
    "inter frame, 86004092f12140, PICTURE",
    "frame that is shown again, 88, PICTURE",
    "one byte, 82, PICTURE",
    "empty, '', NO_PICTURE",
    "no frame marker, 00498342, NO_PICTURE",
  })
  void saysWhatAFrameHolds(String name, String hex, FrameContent content) {
    ByteBuf frame = TestMedia.bytes(hex);
    assertSame(frame, VideoFrames.normalized(frame, parse(RECORD)));
    assertEquals(content, VideoFrames.content(frame, parse(RECORD)));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "without version and flags, 0015820202020000",
    "profile 4, 010000000415820202020000",
    "9 bits, 010000000015920202020000",
  })
  void refusesWhatIsMalformed(String name, String hex) {
    CodecException e = assertThrows(CodecException.class, () -> parse(hex));
    assertEquals(Reason.MALFORMED, e.reason());
  }

  @Test
  void saysOfAnEmptyRecordThatItIsEmpty() {
    CodecException e = assertThrows(CodecException.class, () -> parse(""));
    assertEquals(Reason.EMPTY, e.reason());
  }

  @ParameterizedTest
  @CsvSource({"86004092", "8249834200", "82498342002700"})
  void isNotCompletedByWhatHasNoSize(String hex) {
    Vp9Config bare = parse(RECORD);
    assertThrows(CodecException.class, () -> bare.completedBy(TestMedia.bytes(hex)));
  }

  @Test
  void throwsNothingButCodecExceptionForDamagedRecordsAndFrames() {
    DamagedRecords.areRefusedOrGood(RECORD, record -> Vp9Config.parse(record).codecString());
    Vp9Config bare = parse(RECORD);
    DamagedRecords.areRefusedOrGood(KEY, bare::completedBy);
  }

  private static Vp9Config parse(String hex) {
    return Vp9Config.parse(TestMedia.bytes(hex));
  }
}
