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

  /** x265 Main 10, 640x360, 25 fps, BT.2020 with PQ, SEI of the mastering display. */
  public static final String HEVC_PQ =
      "0102200000009000000000003ff000fcfdfafa00000f04200001001840010c01ffff022000000300"
          + "90000003000003003f959809210001002e42010102200000030090000003000003003fa005020169"
          + "365959a4932bc05a84880482000003000200000300321022000100074401c172b462402700020009"
          + "4e01900403e8019080001e4e01891833c286c41d4c0bb884d03e803d134042009896800000030001"
          + "80";

  /** SVT-AV1, 640x360. */
  public static final String AV1_360P = "81010c000a0c0200000d2627fb3805f00080";

  /** libopus, stereo, as ffmpeg writes it to FLV. */
  public static final String OPUS_STEREO = "4f707573486561640102380180bb0000000000";

  /** ffmpeg's FLAC, 96 kHz mono of 24 bits: a bare STREAMINFO. */
  public static final String FLAC_96K =
      "20002000000000006016177001700000000000000000000000000000000000000000";

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
