package io.headrace.media.mp4;

import static org.junit.jupiter.api.Assertions.assertThrows;

import io.headrace.media.TestMedia;
import io.headrace.media.codec.Ac3Config;
import io.headrace.media.codec.Av1Config;
import io.headrace.media.codec.CodecConfig;
import io.headrace.media.codec.Colour;
import io.headrace.media.codec.FlacConfig;
import io.headrace.media.codec.HdrInfo;
import io.headrace.media.codec.HdrInfo.ContentLight;
import io.headrace.media.codec.HdrInfo.MasteringDisplay;
import io.headrace.media.codec.HevcConfig;
import io.headrace.media.codec.Mp3Config;
import io.headrace.media.codec.OpaqueConfig;
import io.headrace.media.codec.OpusConfig;
import io.headrace.media.codec.TrackKind;
import io.headrace.media.codec.VideoConfig;
import io.headrace.media.codec.Vp9Config;
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

  @Test
  void describesHevc() {
    assertGolden("init-hevc.txt", HevcConfig.parse(TestMedia.bytes(TestMedia.HEVC_PQ)), 90_000);
  }

  @Test
  void describesAv1AndTheColourThatThePublisherTells() {
    HdrInfo hdr =
        new HdrInfo(
            new Colour(9, 16, 9, false),
            new MasteringDisplay(
                34_000, 16_000, 13_250, 34_500, 7_500, 3_000, 15_635, 16_450, 10_000_000, 1),
            new ContentLight(1_000, 400));
    Av1Config av1 = Av1Config.parse(TestMedia.bytes(TestMedia.AV1_360P));
    assertGolden("init-av1-hdr.txt", new Track(0, av1, 90_000, hdr));
  }

  @Test
  void keepsTheBitstreamsColourWhereThePublisherTellsAnother() {
    HdrInfo hdr = new HdrInfo(new Colour(1, 1, 1, false), null, null);
    HevcConfig hevc = HevcConfig.parse(TestMedia.bytes(TestMedia.HEVC_PQ));
    assertGolden("init-hevc.txt", new Track(0, hevc, 90_000, hdr));
  }

  @Test
  void describesVp9() {
    VideoConfig vp9 =
        Vp9Config.parse(TestMedia.bytes("010000000015820202020000"))
            .completedBy(TestMedia.bytes("824983420027f0167606"));
    assertGolden("init-vp9.txt", vp9, 90_000);
  }

  @Test
  void describesOpus() {
    OpusConfig opus = OpusConfig.parse(TestMedia.bytes(TestMedia.OPUS_STEREO));
    assertGolden("init-opus.txt", opus, 48_000);
  }

  @Test
  void describesFlacWithADivisorOfItsRate() {
    FlacConfig flac = FlacConfig.parse(TestMedia.bytes(TestMedia.FLAC_96K));
    assertGolden("init-flac-96k.txt", flac, 96_000);
  }

  @Test
  void describesAc3() {
    Ac3Config ac3 = Ac3Config.ofFrame(TestMedia.bytes("0b77c4b71e40ebf8403e"));
    assertGolden("init-ac3.txt", ac3, 48_000);
  }

  @Test
  void describesEnhancedAc3() {
    Ac3Config ac3 = Ac3Config.ofFrame(TestMedia.bytes("0b77037f3f87c00020fc"));
    assertGolden("init-eac3.txt", ac3, 48_000);
  }

  @Test
  void describesMp3() {
    assertGolden("init-mp3.txt", Mp3Config.ofFrame(TestMedia.bytes("fffb9464")), 48_000);
  }

  @Test
  void refusesWhatIsOnlyPassedOn() {
    Track speex = new Track(1, new OpaqueConfig(TrackKind.AUDIO, "Speex", 11), 1_000);
    ByteBuf out = Unpooled.buffer();
    assertThrows(IllegalArgumentException.class, () -> InitSegmentWriter.write(speex, out));
  }

  private static void assertGolden(String name, CodecConfig codec, int timescaleHz) {
    assertGolden(name, new Track(0, codec, timescaleHz));
  }

  private static void assertGolden(String name, Track track) {
    ByteBuf out = Unpooled.buffer();
    InitSegmentWriter.write(track, out);
    Golden.assertEqualsFile("mp4/" + name, BoxDump.of(out));
  }
}
