package io.headrace.media.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headrace.media.TestMedia;
import io.headrace.media.codec.CodecException.Reason;
import io.headrace.media.codec.NalConfig.NalKind;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Records are x265's, as ffmpeg 8 writes them to FLV, but for those made to fail. */
class HevcConfigTest {
  private static final HexFormat HEX = HexFormat.of();
  private static final String HEADER = "0101600000009000000000003ff000fcfdf8f800000f";
  private static final String VPS = "40010c01ffff01600000030090000003000003003f959009";
  private static final String SPS =
      "42010101600000030090000003000003003fa005020169d56595924932bc05a80808082000007d20000ea601";
  private static final String PPS = "4401c172b46240";

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          BT.709, cropped | hvc1.1.6.L63.90 | 638x358 1:1 30000/1001 1,1,1,false | \
          0101600000009000000000003ff000fcfdf8f800000f03200001001840010c01ffff01600000030090000003000003003f959009210001002c42010101600000030090000003000003003fa005020169d56595924932bc05a80808082000007d20000ea60122000100074401c172b46240
          PQ, 10 bit, SEI | hvc1.2.4.L63.90 | 640x360 1:1 25/1 9,16,9,false | \
          0102200000009000000000003ff000fcfdfafa00000f04200001001840010c01ffff02200000030090000003000003003f959809210001002e42010102200000030090000003000003003fa005020169365959a4932bc05a84880482000003000200000300321022000100074401c172b4624027000200094e01900403e8019080001e4e01891833c286c41d4c0bb884d03e803d13404200989680000003000180
          high tier, 4:2:2, scaling lists | hvc1.4.10.H153.9D.8 | 1920x1080 1:1 25/1 2,2,2,false | \
          0124080000009d080000000099f000fcfefafa00000f03200001001740010c01ffff2408000003009d08000003000099959409210001002c4201012408000003009d08000003000099b003c0801107c4b65959529385e02d01000003000100000300190822000100064401c073c189
          fields, wide | hvc1.1.6.L93.40 | 720x576 64:33 50/1 2,2,2,false | \
          0101600000004000000000005df000fcfdf8f800000f04200001001840010c01ffff01600000030040000003000003005d959409210001002b42010101600000030040000003000003005da005a200905965654a4c2f0c6868000003000800000301904022000100064401c073c18927000100064e0181010f80
          4:4:4 | hvc1.4.10.L60.9E.8 | 320x240 1:1 25/1 2,2,2,false | \
          0104080000009e08000000003cf000fcfff8f800000f03200001001740010c01ffff0408000003009e0800000300003c95940921000100284201010408000003009e0800000300003c90014101e2cb2b2a5261780b404000000300400000064222000100084401c07318301890
          """)
  void readsWhatEncodersWrite(String name, String codecString, String picture, String record) {
    HevcConfig config = parse(record);
    assertEquals(codecString, config.codecString());
    assertEquals(picture, Formats.describe(config.format()));
    assertEquals(4, config.nalLengthBytes());
    assertTrue(config.isComplete());
  }

  @Test
  void findsParameterSetsThatAreSplitOverArraysInAnyOrder() {
    String split =
        HEADER
            + "05"
            + array(0x22, PPS)
            + array(0x27, "4e010500")
            + array(0x21, SPS)
            + array(0x22, "4401c1")
            + array(0x20, VPS);
    HevcConfig config = parse(split);
    assertEquals(638, config.widthPx());
    for (String set : new String[] {VPS, SPS, PPS, "4401c1"}) {
      ByteBuf nal = TestMedia.bytes("00" + set);
      assertTrue(config.holds(nal, 1, nal.readableBytes() - 1), set);
    }
    ByteBuf sei = TestMedia.bytes("4e010500");
    assertFalse(config.holds(sei, 0, 4));
  }

  @Test
  void givesTheSampleEntryOneCompleteArrayPerKindAndFourByteLengths() {
    String twoBytes = HEADER.substring(0, HEADER.length() - 2) + "0d";
    String split =
        twoBytes
            + "05"
            + array(0x22, PPS)
            + array(0x27, "4e010500")
            + array(0x21, SPS)
            + array(0x22, "4401c1")
            + array(0x20, VPS);
    HevcConfig config = parse(split);
    assertEquals(2, config.nalLengthBytes());
    String expected =
        HEADER + "03" + array(0xA0, VPS) + array(0xA1, SPS) + "a20002" + unit(PPS) + unit("4401c1");
    assertEquals(expected, HEX.formatHex(config.record()));
    assertEquals(expected, HEX.formatHex(config.sequenceHeader()));
    assertEquals(4, parse(expected).nalLengthBytes());
  }

  @Test
  void takesProfileAndLevelFromTheSps() {
    String lying = "0141000000000000000000000af000fcfdf8f800000f01" + array(0x21, SPS);
    HevcConfig config = parse(lying);
    assertEquals("hvc1.1.6.L63.90", config.codecString());
    assertTrue(HEX.formatHex(config.record()).startsWith("0101600000009000000000003ff000"));
  }

  @Test
  void skipsReferencePictureSetsThatAreDerivedFromOthers() {
    BitWriter bits = spsUpToReferenceSets();
    bits.ue(2); // two sets
    bits.ue(1).ue(1).ue(0).u(1, 1).ue(0).u(1, 1); // one picture before, one behind
    bits.u(1, 1).u(1, 0).ue(0).u(1, 1).u(1, 0).u(1, 0).u(1, 0).u(1, 1); // derived: used, not, delta
    bits.u(1, 1).ue(1).u(8, 0).u(1, 1); // long-term pictures, 8 bits of order count each
    bits.u(2, 0).u(1, 1); // temporal mvp, smoothing; VUI
    bits.u(1, 1).u(8, 14); // 4:3
    bits.u(3, 0).u(3, 0).u(1, 0); // no overscan, colour, chroma; no window
    bits.u(1, 1).u(16, 0x0101).u(16, 0x0101).u(16, 0x1E1E).u(16, 0x1E1E);
    VideoFormat format = HevcSps.parse(bits.bytes()).format();
    assertEquals("64x48 4:3 505290270/16843009 2,2,2,false", Formats.describe(format));
  }

  @Test
  void toleratesWhatIsBrokenBehindTheSize() {
    BitWriter bits = spsUpToReferenceSets().ue(65);
    VideoFormat format = HevcSps.parse(bits.bytes()).format();
    assertEquals("64x48 1:1 0/0 2,2,2,false", Formats.describe(format));
  }

  @ParameterizedTest
  @CsvSource({
    "00, SLICE",
    "02, SLICE",
    "1e, SLICE",
    "20, SYNC_SLICE",
    "26, SYNC_SLICE",
    "28, SYNC_SLICE",
    "2a, SYNC_SLICE",
    "2c, SLICE",
    "40, PARAMETER_SET",
    "42, PARAMETER_SET",
    "44, PARAMETER_SET",
    "46, DELIMITER",
    "48, OTHER",
    "4e, OTHER",
  })
  void tellsNalUnitsApart(String header, NalKind kind) {
    assertEquals(kind, parse(HEADER + "01" + array(0x21, SPS)).nalKind(HEX.parseHex(header)[0]));
  }

  @Test
  void isEqualWhenTheOriginalBytesAre() {
    HevcConfig config = parse(HEADER + "01" + array(0x21, SPS));
    assertEquals(config, parse(HEADER + "01" + array(0x21, SPS)));
    assertNotEquals(config, parse(HEADER + "01" + array(0xA1, SPS)));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "one byte, 01",
    "version 2, 0201600000009000000000003ff000fcfdf8f800000f00",
    "three-byte lengths, 0101600000009000000000003ff000fcfdf8f800000e00",
    "no arrays, 0101600000009000000000003ff000fcfdf8f800000f00",
    "array cut short, 0101600000009000000000003ff000fcfdf8f800000f012100",
    "NAL unit beyond the end, 0101600000009000000000003ff000fcfdf8f800000f01210001ffff4201",
    "NAL unit without header, 0101600000009000000000003ff000fcfdf8f800000f0121000100004201",
    "only a VPS, 0101600000009000000000003ff000fcfdf8f800000f01200001000440010c01",
    "SPS without size, 0101600000009000000000003ff000fcfdf8f800000f0121000100044201010160",
  })
  void refusesWhatIsMalformed(String name, String hex) {
    CodecException e = assertThrows(CodecException.class, () -> parse(hex));
    assertEquals(Reason.MALFORMED, e.reason());
  }

  @Test
  void throwsNothingButCodecExceptionForDamagedRecords() {
    DamagedRecords.areRefusedOrGood(
        HEADER + "03" + array(0x20, VPS) + array(0x21, SPS) + array(0x22, PPS),
        record -> {
          HevcConfig config = HevcConfig.parse(record);
          config.codecString();
          HevcConfig.parse(Unpooled.wrappedBuffer(config.record()));
        });
  }

  /** 64x48, two sub-layers with profile and level of their own. */
  private static BitWriter spsUpToReferenceSets() {
    BitWriter bits = new BitWriter().u(16, 0x4201).u(4, 0).u(3, 1).u(1, 0);
    bits.u(8, 1).u(16, 0x6000).u(16, 0).u(16, 0x9000).u(16, 0).u(16, 0).u(8, 30);
    bits.u(2, 3).u(14, 0);
    for (int i = 0; i < 96; i += 16) {
      bits.u(16, 0x5555);
    }
    bits.ue(0).ue(1).ue(64).ue(48).u(1, 0); // id, 4:2:0, size, no window
    bits.ue(0).ue(0).ue(4).u(1, 1); // depths, order count of 8 bits, per layer
    for (int i = 0; i < 2 * 3 + 6; i++) {
      bits.ue(i & 3);
    }
    return bits.u(1, 0).u(2, 3).u(1, 0); // no scaling lists, amp and sao, no pcm
  }

  private static HevcConfig parse(String hex) {
    return HevcConfig.parse(TestMedia.bytes(hex));
  }

  private static String array(int type, String nal) {
    return HEX.toHexDigits((byte) type) + "0001" + unit(nal);
  }

  private static String unit(String nal) {
    return HEX.toHexDigits((short) (nal.length() / 2)) + nal;
  }
}
