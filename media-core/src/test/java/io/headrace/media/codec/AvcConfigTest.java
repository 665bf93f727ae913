package io.headrace.media.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headrace.media.TestMedia;
import io.headrace.media.codec.CodecException.Reason;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The records were written by ffmpeg 5.1 with x264; the expected values are what ffprobe says. */
class AvcConfigTest {
  private static final HexFormat HEX = HexFormat.of();

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          1080p, cropped | avc1.640028 | 1920x1080 1:1 60/2 2,2,2,false | \
          01640028ffe1001b67640028acd940780227e5c044000003000400000300f03c60c65801000668ebe3cb22c0fdf8f800
          baseline       | avc1.42c00d | 320x240 1:1 50/2 2,2,2,false | \
          0142c00dffe100186742c00dd90141fb011000000300100000030320f142a48001000568cb83cb20
          29.97 fps      | avc1.4d401e | 640x360 1:1 60000/2002 2,2,2,false | \
          014d401effe10017674d401eeca05017fcb808800001f480007530078b16cb01000568ebe3cb20
          odd width      | avc1.64002a | 1366x768 1:1 120/2 2,2,2,false | \
          0164002affe1001a6764002aacd94056061e6f0110000003001000000780f183196001000668ebe3cb22c0fdf8f800
          interlaced     | avc1.64001e | 720x576 16:11 50/2 2,2,2,false | \
          0164001effe100186764001eacd940b424d8208000000300800000190f8a14cb01000668fba3cb22c0fdf8f800
          extended SAR   | avc1.64001e | 704x480 95:77 50/2 2,2,2,false | \
          0164001effe1001d6764001eacd940b03dbff005f004d1000003000100000300320f162d9601000668ebe3cb22c0fdf8f800
          BT.709         | avc1.640020 | 1280x720 1:1 100/2 1,1,1,false | \
          01640020ffe1001c67640020acd9405005bb016a020202800000030080000032078c18cb01000668ebe3cb22c0fdf8f800
          full range     | avc1.640020 | 1280x720 1:1 100/2 2,2,2,true | \
          01640020ffe1001967640020acd9405005bb016c800000030080000032078c18cb01000668ebe3cb22c0fdf8f800
          4:4:4          | avc1.f4001e | 854x480 1:1 48/2 2,2,2,false | \
          01f4001effe1001b67f4001e919b281b07bc5f80880000030008000003018078b16cb001000668ebe3c44844fff8f800
          4:2:2 10 bit i | avc1.7a0028 | 1440x1080 4:3 50/2 2,2,2,false | \
          017a0028ffe1001a677a0028b6cd9405a044fcb8708000000300800000190f8b16cb01000668fba3cb22c0fefafa00
          23.976 fps     | avc1.640028 | 1920x1080 1:1 48000/2002 2,2,2,false | \
          01640028ffe1001967640028acd940780227e5c04400000fa40002ee003c60c65801000768ebe3cb3002c0fdf8f800
          2160p          | avc1.42c034 | 3840x2160 1:1 120/2 2,2,2,false | \
          0142c034ffe100196742c034da00f0010fb011000003000100000300780f1832a001000468ce0fc8
          cropped both   | avc1.64001e | 638x358 1:1 60/2 2,2,2,false | \
          0164001effe1001a6764001eacd940a02fea6c0440000003004000000f03c58b658001000668ebe3cb22c0fdf8f800
          """)
  void readsWhatEncodersWrite(String name, String codecString, String picture, String record) {
    AvcConfig config = TestMedia.avc(record);
    assertEquals(codecString, config.codecString());
    assertEquals(picture, Formats.describe(config.format()));
    assertEquals(4, config.nalLengthBytes());
    assertEquals(record, HEX.formatHex(config.record()));
  }

  @Test
  void readsScalingListsAndPictureOrderCountTypeOne() {
    BitWriter bits = new BitWriter().u(8, 0x67).u(8, 100).u(8, 0).u(8, 31).ue(0);
    bits.ue(1).ue(0).ue(0).u(1, 0); // 4:2:0, 8 bit
    bits.u(1, 1); // scaling matrix: one list of deltas, one cut short, six absent
    bits.u(1, 1).ue(1);
    for (int i = 1; i < 16; i++) {
      bits.ue(0);
    }
    bits.u(1, 1).ue(16); // se −8: next scale 0, the rest repeats
    bits.u(6, 0);
    bits.ue(0).ue(1).u(1, 0).ue(2).ue(3).ue(2).ue(1).ue(5); // POC type 1, cycle of two
    bits.ue(1).u(1, 0).ue(39).ue(22).u(1, 1).u(1, 1).u(1, 0).u(1, 0).u(1, 1);
    AvcSps sps = AvcSps.parse(bits.bytes());
    assertEquals("640x368 1:1 0/0 2,2,2,false", Formats.describe(sps.format()));
  }

  @Test
  void toleratesAVuiThatIsCutShort() {
    // The 29.97 fps SPS without its last ten bytes: the VUI ends within the colour description.
    AvcConfig config =
        TestMedia.avc("01640020ffe1000f 67640020acd9405005bb016a02020201000468ebe3cb");
    assertEquals(1280, config.widthPx());
    assertEquals(720, config.heightPx());
    assertEquals(0, config.frameRateNum());
  }

  @Test
  void givesTheSampleEntryARecordOfFourByteLengthsAndTheProfileOfTheSps() {
    String twoBytes = TestMedia.AVC_1080P.replaceFirst("01640028ff", "01000000fd");
    AvcConfig config = TestMedia.avc(twoBytes);
    assertEquals(2, config.nalLengthBytes());
    assertEquals(TestMedia.AVC_1080P, HEX.formatHex(config.record()));
    assertEquals("avc1.640028", config.codecString());
    assertEquals(1, TestMedia.avc(twoBytes.replaceFirst("fd", "fc")).nalLengthBytes());
  }

  @Test
  void searchesFramesForABoundedNumberOfParameterSets() {
    String sps = TestMedia.AVC_1080P.substring(0, TestMedia.AVC_1080P.indexOf("01000668eb"));
    StringBuilder record = new StringBuilder(sps).append("ff");
    for (int i = 0; i < 255; i++) {
      record.append("000268").append(HEX.toHexDigits((byte) i));
    }
    AvcConfig config = TestMedia.avc(record.toString());
    int last = ParameterSets.MAX_SEARCHED - 2; // the SPS is one of them
    assertTrue(config.holds(Unpooled.wrappedBuffer(new byte[] {0x68, (byte) last}), 0, 2));
    assertFalse(config.holds(Unpooled.wrappedBuffer(new byte[] {0x68, (byte) 200}), 0, 2));
  }

  @Test
  void isEqualWhenTheOriginalBytesAre() {
    AvcConfig config = TestMedia.avc(TestMedia.AVC_1080P);
    assertEquals(config, TestMedia.avc(TestMedia.AVC_1080P));
    assertEquals(config.hashCode(), TestMedia.avc(TestMedia.AVC_1080P).hashCode());
    assertNotEquals(config, TestMedia.avc(TestMedia.AVC_1080P.replaceFirst("ff", "fd")));
    assertNotEquals(config, TestMedia.avc(TestMedia.AVC_360P_NTSC));
  }

  @Test
  void doesNotMoveTheIndexesOfTheRecord() {
    ByteBuf record = TestMedia.bytes("ffff" + TestMedia.AVC_1080P).skipBytes(2);
    AvcConfig.parse(record);
    assertEquals(2, record.readerIndex());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "one byte, 01",
    "version 0, 00640028ffe1000467640028010001 68",
    "three-byte lengths, 01640028fee1000467640028010001 68",
    "no SPS, 01640028ffe0010001 68",
    "SPS of no bytes, 01640028ffe10000010001 68",
    "SPS length beyond the end, 01640028ffe1ffff67640028",
    "cut in the SPS length, 01640028ffe100",
    "cut before the PPS count, 01640028ffe1000467640028",
    "PPS length beyond the end, 01640028ffe100046764002801ffff68",
    "SPS that is a PPS, 01640028ffe10005686400280101000168",
    "SPS without a size, 01640028ffe100046764002801000168",
    "SPS of zeros, 01640028ffe1000c670000000000000000000000 01000168",
  })
  void refusesWhatIsMalformed(String name, String hex) {
    CodecException e =
        assertThrows(CodecException.class, () -> AvcConfig.parse(TestMedia.bytes(hex)));
    assertEquals(Reason.MALFORMED, e.reason());
  }

  @Test
  void saysOfAnEmptyRecordThatItIsEmpty() {
    CodecException e = assertThrows(CodecException.class, () -> TestMedia.avc(""));
    assertEquals(Reason.EMPTY, e.reason());
  }

  @Test
  void refusesARecordLargerThanTheLimitBeforeCopyingIt() {
    ByteBuf record = Unpooled.buffer(1).writeZero(AvcConfig.MAX_RECORD_BYTES + 1);
    record.setByte(0, 1);
    assertThrows(CodecException.class, () -> AvcConfig.parse(record));
  }

  @Test
  void throwsNothingButCodecExceptionForDamagedRecords() {
    DamagedRecords.areRefusedOrGood(
        TestMedia.AVC_720P_BT709,
        record -> {
          int width = AvcConfig.parse(record).widthPx();
          assertEquals(width, Math.max(1, Math.min(width, VideoFormat.MAX_DIMENSION_PX)));
        });
  }
}
