package io.headrace.media.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.headrace.media.TestMedia;
import io.headrace.media.codec.CodecException.Reason;
import io.headrace.testkit.Seeds;
import io.netty.buffer.Unpooled;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AacConfigTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    // As ffmpeg 5.1 writes them.
    "LC 48k stereo,            119056e500, mp4a.40.2, 48000, 2, 1024",
    "LC 44.1k stereo,          121056e500, mp4a.40.2, 44100, 2, 1024",
    "LC 44.1k mono,            120856e500, mp4a.40.2, 44100, 1, 1024",
    "LC 48k 5.1,               11b056e500, mp4a.40.2, 48000, 6, 1024",
    "LC 96k,                   101056e500, mp4a.40.2, 96000, 2, 1024",
    "LC 22.05k,                138856e500, mp4a.40.2, 22050, 1, 1024",
    "LC 7.1,                   11b856e500, mp4a.40.2, 48000, 8, 1024",
    "Main,                     099056e500, mp4a.40.1, 48000, 2, 1024",
    "LTP,                      219056e500, mp4a.40.4, 48000, 2, 1024",
    "program config and comment, "
        + "118004c808002008840d4c61766335392e33372e31303056e500, mp4a.40.2, 48000, 6, 1024",
    // As others do.
    "LC 48k two bytes,         1190,       mp4a.40.2, 48000, 2, 1024",
    "LC 44.1k two bytes,       1210,       mp4a.40.2, 44100, 2, 1024",
    "LC 960 samples,           1194,       mp4a.40.2, 48000, 2, 960",
    "LC escaped rate,          17802ee010, mp4a.40.2, 24000, 2, 1024",
    "LC zero padded,           11900000,   mp4a.40.2, 48000, 2, 1024",
    "LC depends on core coder, 11920000,   mp4a.40.2, 48000, 2, 1024",
    "LC 6.1 by configuration 11, 11d8,     mp4a.40.2, 48000, 7, 1024",
    "HE explicit,              2b920800,   mp4a.40.5, 44100, 2, 2048",
    "HE explicit 960,          2b920a00,   mp4a.40.5, 44100, 2, 1920",
    "HE by sync extension,     139056e5a0, mp4a.40.5, 44100, 2, 2048",
    "HE down-sampled,          120856e5a0, mp4a.40.5, 44100, 1, 1024",
    "HE v2 explicit,           eb8a0800,   mp4a.40.29, 44100, 2, 2048",
    "HE v2 by sync extension,  138856e5a54880, mp4a.40.29, 44100, 2, 2048",
    "sync extension cut short, 119056e5,   mp4a.40.2, 48000, 2, 1024",
  })
  void readsWhatEncodersWrite(
      String name, String hex, String codecString, int rateHz, int channels, int samples) {
    AacConfig config = TestMedia.aac(hex);
    assertEquals(codecString, config.codecString());
    assertEquals(rateHz, config.sampleRateHz());
    assertEquals(channels, config.channels());
    assertEquals(samples, config.samplesPerFrame());
    assertArrayEquals(HexFormat.of().parseHex(hex), config.record());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "empty, '', EMPTY",
    "one byte, 11, MALFORMED",
    "reserved rate 13, 1690, MALFORMED",
    "escaped rate 0, 1780000010, MALFORMED",
    "escaped rate too high, 17ffffff90, MALFORMED",
    "reserved channels 8, 11c0, MALFORMED",
    "program config cut short, 118000, MALFORMED",
    "program config without channels, 118000000000000000, MALFORMED",
    "HE of another rate, 2b880800, MALFORMED",
    "object type 0, 0190, UNSUPPORTED",
    "ER AAC LD, b990, UNSUPPORTED",
    "xHE-AAC, f9464020, UNSUPPORTED",
  })
  void refusesWhatItCannotUse(String name, String hex, Reason reason) {
    CodecException e =
        assertThrows(CodecException.class, () -> AacConfig.parse(TestMedia.bytes(hex)));
    assertEquals(reason, e.reason());
  }

  @Test
  void isEqualWhenTheBytesAre() {
    assertEquals(TestMedia.aac("1190"), TestMedia.aac("1190"));
    assertEquals(TestMedia.aac("1190").hashCode(), TestMedia.aac("1190").hashCode());
    assertNotEquals(TestMedia.aac("1190"), TestMedia.aac("119000"));
  }

  @Test
  void throwsNothingButCodecExceptionForRandomBytes() {
    SplittableRandom random = new SplittableRandom(Seeds.next("aac.seed"));
    int read = 0;
    for (int i = 0; i < 50_000; i++) {
      byte[] bytes = new byte[random.nextInt(40)];
      random.nextBytes(bytes);
      try {
        AacConfig config = AacConfig.parse(Unpooled.wrappedBuffer(bytes));
        assertNotEquals(0, config.channels());
        assertNotEquals(0, config.samplesPerFrame());
        read++;
      } catch (CodecException e) {
        assertNotEquals(null, e.reason());
      }
    }
    assertNotEquals(0, read);
  }
}
