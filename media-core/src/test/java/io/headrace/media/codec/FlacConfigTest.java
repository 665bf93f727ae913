package io.headrace.media.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.headrace.media.TestMedia;
import io.headrace.media.codec.CodecException.Reason;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Records and frames are those of ffmpeg 8, which writes a bare STREAMINFO to FLV. */
class FlacConfigTest {
  private static final HexFormat HEX = HexFormat.of();
  private static final String MD5 = "00".repeat(16);
  private static final String STEREO_48K = "12001200000000004a580bb802f000000000" + MD5;
  private static final String MONO_96K = "20002000000000006016177001700000" + "0000" + MD5;

  @ParameterizedTest
  @CsvSource({
    "48000, 2, 24, 4608, 12001200000000004a580bb803700000 0000",
    "48000, 2, 16, 4608, 12001200000000004a580bb802f00000 0000",
    "96000, 1, 24, 8192, 20002000000000006016177001700000 0000",
  })
  void readsStreamInfoInAllForms(int rate, int channels, int bits, int samples, String withoutMd5) {
    String info = withoutMd5.replace(" ", "") + MD5;
    String open = info.substring(0, 8) + "00".repeat(6) + info.substring(20);
    for (String prefix : new String[] {"", "00000022", "80000022", "664c614300000022"}) {
      FlacConfig config = parse(prefix + info);
      assertEquals(rate, config.sampleRateHz());
      assertEquals(channels, config.channels());
      assertEquals(bits, config.bitsPerSample());
      assertEquals(samples, config.samplesPerFrame());
      assertEquals("fLaC", config.codecString());
      assertEquals("0000000080000022" + open, HEX.formatHex(config.record()));
      assertEquals("664c614380000022" + open, HEX.formatHex(config.sequenceHeader()));
      assertEquals(parse(info), config);
    }
  }

  @Test
  void takesWhatIsKnownOfAnEndedStreamForNoChange() {
    String ended = "1200120001a60004f10bb802f0000070808e5331589f0adb5f56d3b9b2777eda82aa";
    assertEquals(
        parse(STEREO_48K),
        parse(ended.replace("1200120001a6", "12001200" + "0001a6").substring(0, 68)));
    assertNotEquals(parse(STEREO_48K), parse(STEREO_48K.replace("0bb802", "0ac442")));
  }

  @Test
  void dropsOtherMetadataBlocks() {
    assertEquals(parse(STEREO_48K), parse("664c614300000022" + STEREO_48K + "8400000401020304"));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "4608, fff85a8800374e00, 4608",
    "8192, fff8db0c00b54f01, 8192",
    "192, fff81a8800370000, 192",
    "in eight bits, fff86a8800ff, 256",
    "in sixteen bits, fff87a8800024000, 577",
    "in eight bits behind a long number, fff86a88e3818063, 100",
    "variable blocks, fff9c088c580, 4096",
    "one byte of a size in sixteen bits, fff87a880002, 0",
    "size is missing, fff86a8800, 0",
    "reserved, fff80a8800, 0",
    "no sync code, ffe85a8800, 0",
    "too short, fff85a88, 0",
    "empty, '', 0",
  })
  void countsTheFramesSamplesByItsHeader(String name, String frame, int samples) {
    assertEquals(samples, parse(STEREO_48K).samplesIn(TestMedia.bytes(frame)));
  }

  @Test
  void refusesWhatItCannotUse() {
    assertEquals(Reason.EMPTY, reason(""));
    assertEquals(Reason.MALFORMED, reason(STEREO_48K.substring(2)));
    assertEquals(Reason.MALFORMED, reason("84000022" + STEREO_48K));
    assertEquals(Reason.MALFORMED, reason("664c6143" + STEREO_48K));
    assertEquals(Reason.MALFORMED, reason(STEREO_48K.replace("0bb8", "0000")));
    assertEquals(Reason.MALFORMED, reason(MONO_96K.replace("2000", "000f")));
  }

  @Test
  void throwsNothingButCodecExceptionForDamagedRecords() {
    DamagedRecords.areRefusedOrGood(
        "664c614300000022" + STEREO_48K, record -> FlacConfig.parse(record).record());
  }

  private static Reason reason(String hex) {
    return assertThrows(CodecException.class, () -> parse(hex)).reason();
  }

  private static FlacConfig parse(String hex) {
    return FlacConfig.parse(TestMedia.bytes(hex));
  }
}
