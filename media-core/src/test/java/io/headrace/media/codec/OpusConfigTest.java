package io.headrace.media.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.headrace.media.TestMedia;
import io.headrace.media.codec.CodecException.Reason;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Records are libopus', as ffmpeg 8 writes them to FLV. */
class OpusConfigTest {
  private static final HexFormat HEX = HexFormat.of();
  private static final String MAGIC = "4f70757348656164";
  private static final String STEREO = "0102380180bb0000000000";
  private static final String SURROUND = "0106380180bb00000000010402000401020305";

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "stereo, 2, " + STEREO + ", 000201380000bb80000000",
    "5.1, 6, " + SURROUND + ", 000601380000bb80000001" + "0402000401020305",
    "mono from 16 kHz with gain, 1, 0101340f803e00000fff00, 00010f3400003e80ff0f00",
  })
  void readsOpusHeadAndTurnsItsNumbersRound(String name, int channels, String head, String dOps) {
    for (String hex : new String[] {head, MAGIC + head}) {
      OpusConfig config = parse(hex);
      assertEquals(channels, config.channels());
      assertEquals(48_000, config.sampleRateHz());
      assertEquals(960, config.samplesPerFrame());
      assertEquals("Opus", config.codecString());
      assertEquals(dOps, HEX.formatHex(config.record()));
      assertEquals(MAGIC + head, HEX.formatHex(config.sequenceHeader()));
    }
    assertEquals(parse(head), parse(MAGIC + head));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "CELT 20 ms, fcb4, 960",
    "CELT 2.5 ms, e0, 120",
    "CELT 5 ms twice, e9, 480",
    "CELT 10 ms twice of different size, f2, 960",
    "SILK 10 ms, 00, 480",
    "SILK 60 ms, 18, 2880",
    "hybrid 10 ms, 60, 480",
    "hybrid 20 ms, 68, 960",
    "SILK 60 ms twice, 19, 5760",
    "three of 20 ms, fb83, 2880",
    "five of 60 ms, 1b05, 0",
    "count is missing, fb, 0",
    "count of none, fb00, 0",
    "empty, '', 0",
  })
  void countsThePacketsSamplesByItsFirstBytes(String name, String packet, int samples) {
    assertEquals(samples, parse(STEREO).samplesIn(TestMedia.bytes(packet)));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "empty, '', EMPTY",
    "too short, 0102380180bb00000000, MALFORMED",
    "only the magic and three bytes, 4f70757348656164010238, MALFORMED",
    "version 16, 1002380180bb0000000000, MALFORMED",
    "no channel, 0100380180bb0000000000, MALFORMED",
    "three channels without mapping, 0103380180bb0000000000, MALFORMED",
    "mapping cut short, 0106380180bb000000000104020004010203, MALFORMED",
  })
  void refusesWhatItCannotUse(String name, String hex, Reason reason) {
    assertEquals(reason, assertThrows(CodecException.class, () -> parse(hex)).reason());
  }

  @Test
  void throwsNothingButCodecExceptionForDamagedRecords() {
    DamagedRecords.areRefusedOrGood(MAGIC + SURROUND, record -> OpusConfig.parse(record).record());
  }

  private static OpusConfig parse(String hex) {
    return OpusConfig.parse(TestMedia.bytes(hex));
  }
}
