package io.headrace.media.mp4;

import io.headrace.media.TestMedia;
import io.headrace.media.codec.CodecConfig;
import io.headrace.media.frame.Track;
import io.headrace.testkit.Golden;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

class InitSegmentWriterTest {
  @Test
  void describesACroppedPictureWithSquarePixels() {
    assertGolden("init-1080p.txt", TestMedia.avc(TestMedia.AVC_1080P), 90_000);
  }

  @Test
  void describesColourWhereTheStreamDoes() {
    assertGolden("init-720p-bt709.txt", TestMedia.avc(TestMedia.AVC_720P_BT709), 90_000);
  }

  @Test
  void widensTheTrackByTheSampleAspectRatio() {
    assertGolden("init-pal-wide.txt", TestMedia.avc(TestMedia.AVC_PAL_WIDE), 90_000);
  }

  @Test
  void describesAac() {
    assertGolden("init-aac.txt", TestMedia.aac(TestMedia.AAC_48K_STEREO), 48_000);
  }

  @Test
  void leavesOutASampleRateThatItsFieldCannotHold() {
    assertGolden("init-aac-96k.txt", TestMedia.aac("101056e500"), 96_000);
  }

  private static void assertGolden(String name, CodecConfig codec, int timescaleHz) {
    ByteBuf out = Unpooled.buffer();
    InitSegmentWriter.write(new Track(0, codec, timescaleHz), out);
    Golden.assertEqualsFile("mp4/" + name, BoxDump.of(out));
  }
}
