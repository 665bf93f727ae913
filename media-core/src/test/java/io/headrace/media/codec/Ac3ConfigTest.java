package io.headrace.media.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.headrace.media.TestMedia;
import io.headrace.media.codec.CodecException.Reason;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Frames are the beginnings of those of ffmpeg 8 but for those with dependent substreams. */
class Ac3ConfigTest {
  private static final HexFormat HEX = HexFormat.of();

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    // fscod 0, bsid 8, bsmod 0, acmod 2 or 7, lfeon, bit_rate_code 10 or 15
    "AC-3 stereo, ac-3, 48000, 2, 0b77fe95144043e106f46370c0c0c218, 101140",
    "AC-3 5.1, ac-3, 48000, 6, 0b77c4b71e40ebf8403eff99c598b316, 103de0",
    "AC-3 44.1 kHz 3/1, ac-3, 44100, 4, 0b7700005440a00000, 502940",
    "AC-3 at half the rate, ac-3, 24000, 2, 0b7700001448400000, 121140",
    // data_rate 192 or 448, bsid 16
    "E-AC-3 stereo, ec-3, 48000, 2, 0b77017f3487c0002084210838008c06, 0600200400",
    "E-AC-3 5.1, ec-3, 48000, 6, 0b77037f3f87c00020fc210842084210, 0e00200f00",
    "E-AC-3 at a reduced rate, ec-3, 24000, 2, 0b77017fc487c000, 0300e00400",
  })
  void makesTheBoxOfTheFirstFrame(
      String name, String codecString, int rate, int channels, String frame, String box) {
    Ac3Config config = Ac3Config.ofFrame(TestMedia.bytes(frame));
    assertEquals(codecString, config.codecString());
    assertEquals(rate, config.sampleRateHz());
    assertEquals(channels, config.channels());
    assertEquals(1_536, config.samplesPerFrame());
    assertEquals(box, HEX.formatHex(config.record()));
    assertEquals(0, config.sequenceHeader().length);
  }

  @Test
  void describesTheSubstreamsThatDependOnTheFirst() {
    // chanmap: Lrs/Rrs, and in the second LFE2
    ByteBuf frame =
        Unpooled.wrappedBuffer(
            syncframe("0b77001f3f87c0", 64),
            syncframe("0b77400f34 84 10 20 00", 32),
            syncframe("0b77480f34 84 10 00 20", 32),
            syncframe("0b77001f3f87c0", 64));
    Ac3Config config = Ac3Config.ofFrame(frame);
    // 128 bytes in 32 ms are 32 kbit/s
    assertEquals("010020" + "0f05" + "02", HEX.formatHex(config.record()));
    assertEquals(6, config.channels());
    assertEquals(3_072, config.samplesIn(frame));
  }

  @Test
  void addsUpFramesOfFewerBlocks() {
    // Six frames of one block, the last of another independent substream.
    ByteBuf frame = Unpooled.buffer();
    for (int i = 0; i < 5; i++) {
      frame.writeBytes(syncframe("0b77000f04 84 00", 32));
    }
    frame.writeBytes(syncframe("0b77080f04 84 00", 32));
    assertEquals(5 * 256, Ac3Config.ofFrame(frame).samplesIn(frame));
  }

  @Test
  void doesNotBelieveInHalfASecondAtOnce() {
    ByteBuf frame = Unpooled.buffer();
    for (int i = 0; i < 17; i++) {
      frame.writeBytes(syncframe("0b77000334840000", 8));
    }
    Ac3Config config = Ac3Config.ofFrame(frame);
    assertEquals(0, config.samplesIn(frame));
    assertEquals(Ac3Frames.MAX_SAMPLES, config.samplesIn(frame.slice(0, 16 * 8)));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "AC-3, 0b77fe951440, 1536",
    "E-AC-3, 0b77017f3487c0, 1536",
    "E-AC-3 of two blocks, 0b77017f1487c0, 512",
    "no sync word, 770bfe951440, 0",
    "bsid 17, 0b77fe951488, 0",
    "cut short, 0b77fe9514, 0",
    "empty, '', 0",
  })
  void countsTheFramesSamples(String name, String hex, int samples) {
    Ac3Config config = Ac3Config.ofFrame(TestMedia.bytes("0b77017f3487c000"));
    assertEquals(samples, config.samplesIn(TestMedia.bytes(hex)));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "empty, '', EMPTY",
    "no sync word, 770bfe95144043e1, MALFORMED",
    "reserved rate, 0b77fe95d44043e1, MALFORMED",
    "reserved size, 0b77fe95264043e1, MALFORMED",
    "reserved reduced rate, 0b77017ff487c000, MALFORMED",
    "cut short, 0b77fe951440, MALFORMED",
  })
  void refusesWhatItCannotUse(String name, String hex, Reason reason) {
    CodecException e =
        assertThrows(CodecException.class, () -> Ac3Config.ofFrame(TestMedia.bytes(hex)));
    assertEquals(reason, e.reason());
  }

  @Test
  void throwsNothingButCodecExceptionForDamagedFrames() {
    DamagedRecords.areRefusedOrGood(
        "0b7700033f87c000" + "0b7740033484102000",
        frame -> Ac3Config.ofFrame(frame).samplesIn(frame));
  }

  private static ByteBuf syncframe(String hex, int bytes) {
    ByteBuf head = TestMedia.bytes(hex);
    return Unpooled.buffer(bytes).writeBytes(head).writeZero(bytes - head.writerIndex());
  }
}
