package io.headrace.media;

import io.headrace.media.codec.AacConfig;
import io.headrace.media.codec.AvcConfig;
import io.headrace.media.frame.Track;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.HexFormat;

/** Configuration records as encoders wrote them, and the tracks made of them. */
public final class TestMedia {
  /** x264 High, 1920x1080 cropped from 1088, 30 fps. */
  public static final String AVC_1080P =
      "01640028ffe1001b67640028acd940780227e5c044000003000400000300f03c60c65801000668ebe3cb22c0"
          + "fdf8f800";

  /** x264 Main, 640x360, 30000/1001 fps. */
  public static final String AVC_360P_NTSC =
      "014d401effe10017674d401eeca05017fcb808800001f480007530078b16cb01000568ebe3cb20";

  /** x264 High, 1280x720, 50 fps, BT.709 throughout. */
  public static final String AVC_720P_BT709 =
      "01640020ffe1001c67640020acd9405005bb016a020202800000030080000032078c18cb01000668ebe3cb22"
          + "c0fdf8f800";

  /** x264 High, interlaced 720x576 with sample aspect ratio 16:11, 25 fps. */
  public static final String AVC_PAL_WIDE =
      "0164001effe100186764001eacd940b424d8208000000300800000190f8a14cb01000668fba3cb22c0fdf8f8"
          + "00";

  /** ffmpeg's AAC LC, 48 kHz stereo, with a sync extension that says: no SBR. */
  public static final String AAC_48K_STEREO = "119056e500";

  private TestMedia() {}

  public static ByteBuf bytes(String hex) {
    return Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex.replace(" ", "")));
  }

  public static AvcConfig avc(String hex) {
    return AvcConfig.parse(bytes(hex));
  }

  public static AacConfig aac(String hex) {
    return AacConfig.parse(bytes(hex));
  }

  public static Track video() {
    return new Track(0, avc(AVC_1080P), Track.VIDEO_TIMESCALE_HZ);
  }

  public static Track audio() {
    AacConfig aac = aac(AAC_48K_STEREO);
    return new Track(1, aac, aac.sampleRateHz());
  }
}
