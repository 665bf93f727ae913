package io.headrace.media.flv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headrace.media.TestMedia;
import io.headrace.testkit.Seeds;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TagBodyTest {
  @ParameterizedTest
  @CsvSource({
    "'', EMPTY",
    "1700000000 0164, AVC_CONFIG",
    "1701000000 00, AVC_FRAME",
    "2701000021, AVC_FRAME",
    "1702000000, AVC_END",
    "1702, AVC_END",
    "17, MALFORMED",
    "17010000, MALFORMED",
    "1703000000, MALFORMED",
    "5700, COMMAND",
    "57, COMMAND",
    "22, OTHER_CODEC",
    "1c00000000, OTHER_CODEC",
    // Enhanced: the low nibble is a packet type, 7 is ModEx and not AVC.
    "9068766331 01, ENHANCED",
    "a168766331, ENHANCED",
    "9700, ENHANCED",
    "d468766331, ENHANCED",
  })
  void knowsVideoBodies(String hex, VideoBody.Kind kind) {
    assertEquals(kind, VideoBody.kindOf(TestMedia.bytes(hex)));
  }

  @ParameterizedTest
  @CsvSource({
    "'', EMPTY",
    "af00 1190, AAC_CONFIG",
    "af01 2110, AAC_FRAME",
    "af01, AAC_FRAME",
    "af, MALFORMED",
    "af02, MALFORMED",
    "2f, OTHER_CODEC",
    "7212, OTHER_CODEC",
    "906d703461, ENHANCED",
    "9500, ENHANCED",
  })
  void knowsAudioBodies(String hex, AudioBody.Kind kind) {
    assertEquals(kind, AudioBody.kindOf(TestMedia.bytes(hex)));
  }

  @ParameterizedTest
  @CsvSource({
    "1701000000, 0",
    "2701000050, 80",
    "2701ffffde, -34",
    "27017fffff, 8388607",
    "2701800000, -8388608",
  })
  void signExtendsTheCompositionTime(String hex, int milliseconds) {
    assertEquals(milliseconds, VideoBody.compositionTimeMs(TestMedia.bytes(hex)));
  }

  @Test
  void readsFlagsBehindTheReaderIndex() {
    ByteBuf body = TestMedia.bytes("ffff 1701000000").skipBytes(2);
    assertTrue(VideoBody.isKeyFrame(body));
    assertEquals(7, VideoBody.codecId(body));
    assertFalse(VideoBody.isKeyFrame(TestMedia.bytes("27")));
    assertEquals(2, AudioBody.soundFormat(TestMedia.bytes("ff 2f").skipBytes(1)));
    assertEquals(2, body.readerIndex());
  }

  @Test
  void takesAnyBytes() {
    SplittableRandom random = new SplittableRandom(Seeds.next("flv.seed"));
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[random.nextInt(8)];
      random.nextBytes(bytes);
      ByteBuf body = Unpooled.wrappedBuffer(bytes);
      if (VideoBody.kindOf(body) == VideoBody.Kind.AVC_FRAME) {
        VideoBody.compositionTimeMs(body.slice());
        assertTrue(bytes.length >= VideoBody.AVC_PAYLOAD_OFFSET);
      }
      if (AudioBody.kindOf(body) == AudioBody.Kind.AAC_FRAME) {
        assertTrue(bytes.length >= AudioBody.AAC_PAYLOAD_OFFSET);
      }
    }
  }
}
