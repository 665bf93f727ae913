package io.headrace.media.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.function.Function;

/**
 * Whatever a record or first frame is, the parser says CodecException or gives a configuration that
 * is hardly larger than it and that its own sequence header describes. Runs the seeds as an
 * ordinary test, and fuzzes with {@code JAZZER_FUZZ=1}.
 */
class RecordFuzzTest {
  /** What a configuration may add: headers, magic, a rebuilt array of each kind. */
  private static final int MORE_BYTES = 64;

  private static final List<Function<ByteBuf, CodecConfig>> PARSERS =
      List.of(
          AvcConfig::parse,
          HevcConfig::parse,
          Av1Config::parse,
          Vp9Config::parse,
          AacConfig::parse,
          OpusConfig::parse,
          FlacConfig::parse,
          Ac3Config::ofFrame,
          Mp3Config::ofFrame);

  /** The first byte of the input says which parser. */
  @FuzzTest(maxDuration = "5m")
  void parsesAnything(byte[] input) {
    if (input.length == 0) {
      return;
    }
    Function<ByteBuf, CodecConfig> parser = PARSERS.get((input[0] & 0xFF) % PARSERS.size());
    ByteBuf record = Unpooled.wrappedBuffer(input, 1, input.length - 1);
    try {
      check(parser.apply(record), parser, record);
    } catch (CodecException e) {
      assertEquals(0, e.getStackTrace().length);
    }
    assertEquals(0, record.readerIndex());
  }

  private static void check(
      CodecConfig config, Function<ByteBuf, CodecConfig> parser, ByteBuf record) {
    int most = record.readableBytes() + MORE_BYTES;
    assertTrue(config.record().length <= most, "record of " + config.record().length);
    assertTrue(config.codecString().length() < MORE_BYTES, config.codecString());
    byte[] header = config.sequenceHeader();
    assertTrue(header.length <= most, "sequence header of " + header.length);
    if (header.length > 0) {
      CodecConfig again = parser.apply(Unpooled.wrappedBuffer(header));
      assertEquals(config.codecString(), again.codecString());
    }
    if (config instanceof VideoConfig video) {
      assertTrue(!video.isComplete() || video.widthPx() > 0 && video.heightPx() > 0);
    } else if (config instanceof AudioConfig audio) {
      assertTrue(audio.sampleRateHz() > 0 && audio.channels() > 0 && audio.samplesPerFrame() > 0);
    }
  }
}
