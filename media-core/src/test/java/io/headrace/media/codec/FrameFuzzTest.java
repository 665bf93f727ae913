package io.headrace.media.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.headrace.media.TestMedia;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.List;

/**
 * Whatever a frame is, it is normalized or refused with a CodecException, grows by no more than
 * wider NAL lengths or a sequence header, and is released. Runs the seeds as an ordinary test, and
 * fuzzes with {@code JAZZER_FUZZ=1}.
 */
class FrameFuzzTest {
  private static final String VP9 = "010000000015820202020000";

  private static final List<VideoConfig> VIDEO =
      List.of(
          TestMedia.avc(TestMedia.AVC_360P_NTSC.replaceFirst("ff", "fc")),
          TestMedia.avc(TestMedia.AVC_360P_NTSC.replaceFirst("ff", "fd")),
          TestMedia.avc(TestMedia.AVC_360P_NTSC),
          HevcConfig.parse(TestMedia.bytes(TestMedia.HEVC_PQ)),
          Av1Config.parse(TestMedia.bytes(TestMedia.AV1_360P)),
          Av1Config.parse(TestMedia.bytes("81000000")),
          Vp9Config.parse(TestMedia.bytes(VP9)));

  private static final List<AudioConfig> AUDIO =
      List.of(
          OpusConfig.parse(TestMedia.bytes(TestMedia.OPUS_STEREO)),
          FlacConfig.parse(TestMedia.bytes(TestMedia.FLAC_96K)),
          Ac3Config.ofFrame(TestMedia.bytes("0b77037f3f87c00020fc")),
          Mp3Config.ofFrame(TestMedia.bytes("fffb9464")));

  /** Of FLAC, whose blocks are the largest. */
  private static final int MAX_SAMPLES = 65_536;

  private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true, true);

  /** The first byte of the input says which configuration is in force. */
  @FuzzTest(maxDuration = "5m")
  void readsAnything(byte[] input) {
    if (input.length == 0) {
      return;
    }
    ByteBuf frame = allocator.directBuffer(input.length).writeBytes(input).skipBytes(1);
    int choice = (input[0] & 0xFF) % (VIDEO.size() + AUDIO.size());
    if (choice < VIDEO.size()) {
      normalize(frame, VIDEO.get(choice));
    } else {
      int samples = AUDIO.get(choice - VIDEO.size()).samplesIn(frame);
      assertTrue(samples >= 0 && samples <= MAX_SAMPLES, () -> samples + " samples");
      frame.release();
    }
    assertEquals(0, allocator.metric().usedDirectMemory());
  }

  private void normalize(ByteBuf frame, VideoConfig config) {
    int most = 4 * frame.readableBytes() + TestMedia.AV1_360P.length();
    try {
      ByteBuf normalized = VideoFrames.normalized(frame, config);
      assertTrue(normalized.readableBytes() <= most, normalized.readableBytes() + " bytes");
      FrameContent content = VideoFrames.content(normalized, config);
      complete(normalized, content, config);
      normalized.release();
    } catch (CodecException e) {
      assertEquals(0, e.getStackTrace().length);
    }
  }

  private static void complete(ByteBuf normalized, FrameContent content, VideoConfig config) {
    if (content == FrameContent.SYNC) {
      try {
        assertTrue(config.completedBy(normalized).isComplete());
      } catch (CodecException e) {
        assertEquals(0, e.getStackTrace().length);
      }
    }
  }
}
