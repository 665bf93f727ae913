package io.headrace.media.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.headrace.media.TestMedia;
import io.headrace.media.codec.CodecException.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Frames are the beginnings of those of LAME. */
class Mp3ConfigTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "MPEG-1 48 kHz joint stereo, mp4a.6B, 48000, 2, 1152, fffb9464000001ee",
    "MPEG-1 44.1 kHz mono with checksum, mp4a.6B, 44100, 1, 1152, fffa50c400000a2c",
    "MPEG-2 22.05 kHz, mp4a.69, 22050, 2, 576, fff38064",
    "MPEG-2.5 8 kHz mono, mp4a.69, 8000, 1, 576, ffe338c4",
  })
  void readsTheHeader(
      String name, String codecString, int rate, int channels, int samples, String hex) {
    Mp3Config config = parse(hex);
    assertEquals(codecString, config.codecString());
    assertEquals(rate, config.sampleRateHz());
    assertEquals(channels, config.channels());
    assertEquals(samples, config.samplesPerFrame());
    assertEquals(samples, config.samplesIn(TestMedia.bytes(hex)));
    assertEquals(0, config.record().length);
    assertEquals(0, config.sequenceHeader().length);
  }

  @Test
  void isEqualWhateverTheBitRateOfTheFrame() {
    assertEquals(parse("fffb9464"), parse("fffb5064".replace("50", "54")));
    assertNotEquals(parse("fffb9464"), parse("fffb9064"));
    assertNotEquals(parse("fffb9464"), parse("fffb94c4"));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "empty, '', EMPTY",
    "three bytes, fffb94, MALFORMED",
    "no sync, 7ffb9464, MALFORMED",
    "layer II, fffd9464, MALFORMED",
    "reserved version, ffeb9464, MALFORMED",
    "bad bit rate, fffbf464, MALFORMED",
    "reserved rate, fffb9c64, MALFORMED",
  })
  void refusesWhatItCannotUse(String name, String hex, Reason reason) {
    assertEquals(reason, assertThrows(CodecException.class, () -> parse(hex)).reason());
    assertEquals(0, parse("fffb9464").samplesIn(TestMedia.bytes(hex)));
  }

  private static Mp3Config parse(String hex) {
    return Mp3Config.ofFrame(TestMedia.bytes(hex));
  }
}
