package io.headrace.rtmp.session;

import static io.headrace.rtmp.session.IngestWorld.AAC_CONFIG;
import static io.headrace.rtmp.session.IngestWorld.AAC_FRAME;
import static io.headrace.rtmp.session.IngestWorld.AVC;
import static io.headrace.rtmp.session.IngestWorld.AVC_CONFIG;
import static io.headrace.rtmp.session.IngestWorld.IDR;
import static io.headrace.rtmp.session.IngestWorld.P;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headrace.media.codec.Colour;
import io.headrace.media.codec.HdrInfo;
import io.headrace.media.codec.HdrInfo.ContentLight;
import io.headrace.media.codec.HdrInfo.MasteringDisplay;
import io.headrace.media.codec.OpaqueConfig;
import io.headrace.media.codec.TrackKind;
import io.headrace.media.frame.MediaFrame;
import io.headrace.media.frame.Track;
import io.headrace.rtmp.amf.AmfValue;
import io.netty.buffer.ByteBufUtil;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VideoIngestTest {
  /** x265, without its SEI. */
  private static final String HVCC =
      "0101600000009000000000001ef000fcfdf8f800000f03200001001840010c01ffff01600000030090000003"
          + "000003001e959009210001002a42010101600000030090000003000003001ea0142061f2659591293"
          + "0bc05a0200000030020000003032122000100064401c073c189";

  private static final String HEVC_CONFIG = "90 68766331" + HVCC;
  private static final String HEVC = "hvc1.1.6.L30.90";
  private static final String HEVC_IDR = "93 68766331 00000004 2801af1d";
  private static final String HEVC_P = "a1 68766331 000050 00000004 0201d029";

  /** libaom's record, 160×90. */
  private static final String AV1C = "81000c000a0a00000003b4fd936be401";

  private final IngestWorld world = new IngestWorld();

  @AfterEach
  void everyBufferIsReleased() {
    world.close();
  }

  @ParameterizedTest
  @CsvSource({"17", "90 68766331", "1c", "96 00 68766331 00"})
  void readsHevcInEveryFormThatItHasBeenSentIn(String start) {
    boolean legacy = start.length() == 2;
    world.metadata(true, false);
    world.video(0, start + (legacy ? "00 000000" : "") + HVCC);
    world.video(
        0,
        (legacy ? start + "01 000000" : start.replace("96 00", "96 03").replace("90 ", "93 "))
            + " 00000004 2801af1d");
    world.video(
        40,
        (legacy
                ? start.replace("1", "2") + "01 000028"
                : start.replace("96 00", "a6 01").replace("90 ", "a1 ") + "000028")
            + "00000004 0201d029");

    assertEquals(List.of(HEVC), world.trackSets);
    assertEquals(List.of(true, false), world.frames.stream().map(MediaFrame::isSync).toList());
    assertEquals(40 * 90, world.last().ptsTicks() - world.last().dtsTicks());
    assertEquals(List.of(), world.notices);
  }

  @Test
  void takesTheLastValidAv1RecordAfterAnEmptyOne() {
    world.metadata(true, false);
    world.video(0, "90 61763031");
    world.video(0, "90 61763031" + AV1C);
    world.video(0, "90 61763031");
    world.video(0, "91 61763031 1200 0a0a00000003b4fd936be401 3203100085");
    world.video(40, "a1 61763031 1200 3203300380");

    assertEquals(1, world.trackSets.size(), world.trackSets.toString());
    assertTrue(world.trackSets.get(0).startsWith("av01.0.00M.08"), world.trackSets.get(0));
    assertEquals(List.of(true, false), world.frames.stream().map(MediaFrame::isSync).toList());
    assertEquals(List.of(), world.notices);
  }

  @Test
  void readsAnAv1DescriptorInPlaceOfARecord() {
    world.metadata(true, false);
    world.video(0, "95 61763031 8004 81000cc0");
    world.video(0, "91 61763031 1200 0a0a00000003b4fd936be401 3203100085");

    assertTrue(world.trackSets.get(0).startsWith("av01.0.00M.08"), world.trackSets.toString());
    world.video(0, "95 61763031 8004 8100");
    assertEquals(1, world.notices.size(), world.notices.toString());
  }

  @Test
  void readsCompositionTimeSignedAndDropsNonsense() {
    world.configure();
    world.video(1_000, IDR);
    world.video(1_040, P.replace("000000 ", "ffffde ")); // minus 34
    world.video(1_080, P.replace("000000 ", "000050 "));
    world.video(1_120, P.replace("000000 ", "7fffff "));

    assertEquals(
        List.of(0L, -34L, 80L, 0L),
        world.frames.stream().map(f -> (f.ptsTicks() - f.dtsTicks()) / 90).toList());
  }

  @ParameterizedTest
  @CsvSource({"000000, 0", "07a120, 45", "0f423f, 90", "00015c, 0", "0056ce, 2", "0f4240, 0"})
  void addsNanosecondsToThePresentation(String nanos, long ticks) {
    world.metadata(true, false);
    world.video(0, HEVC_CONFIG);
    world.video(0, "97 02 " + nanos + " 03 68766331 00000004 2801af1d");

    assertEquals(ticks, world.last().ptsTicks() - world.last().dtsTicks());
  }

  @Test
  void callsOnlyAnIdrInAKeyFrameSync() {
    world.configure();
    world.video(0, IDR);
    world.video(40, IDR.replace("17 01", "27 01"));
    world.video(80, P.replace("27 01", "17 01"));

    assertEquals(
        List.of(true, false, false), world.frames.stream().map(MediaFrame::isSync).toList());
  }

  @Test
  void takesARecoveryPointForSyncWhenNothingElseCameForTenSeconds() {
    String recovery = "17 01 000000 00000005 0605ffff80 00000004 06060180 00000003 419a1c";
    world.configure();
    world.video(0, IDR);
    for (int ms = 40; ms <= 9_960; ms += 40) {
      world.video(ms, ms % 1_000 == 0 ? recovery.replace("0605ffff80", "0605018080") : P);
    }
    assertEquals(1, world.ingest.stats().tracks().get(0).syncFrames());
    world.video(10_000, recovery.replace("17 01", "27 01"));
    assertFalse(world.last().isSync(), "the publisher does not call it a key frame");
    world.video(10_040, P.replace("27 01", "17 01"));
    assertFalse(world.last().isSync(), "no recovery point");
    world.video(10_080, recovery.replace("0605ffff80", "0605018080"));
    assertTrue(world.last().isSync());
    world.video(11_080, recovery.replace("0605ffff80", "0605018080"));
    assertTrue(world.last().isSync(), "the next one too");
    world.video(11_120, IDR);
    world.video(11_160, recovery.replace("0605ffff80", "0605018080"));
    assertFalse(world.last().isSync(), "ten seconds count from the IDR picture");
  }

  @Test
  void takesARecoveryPointOfHevcForSync() {
    world.metadata(true, false);
    world.video(0, HEVC_CONFIG);
    world.video(0, HEVC_P);
    world.video(9_999, HEVC_P);
    world.video(10_000, "93 68766331 00000005 4e01060180 00000004 0201d029");

    assertEquals(
        List.of(false, false, true), world.frames.stream().map(MediaFrame::isSync).toList());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void putsColourOnTheTrackWhetherItComesBeforeOrBehindTheConfiguration(boolean before) {
    world.metadata(true, false);
    if (before) {
      world.video(0, colorInfo("d4", hdr10()));
      world.video(0, HEVC_CONFIG);
    } else {
      world.video(0, HEVC_CONFIG);
      world.video(0, colorInfo("94", hdr10()));
    }
    world.video(0, HEVC_IDR);

    assertEquals(1, world.trackSets.size(), "no second announcement");
    HdrInfo hdr = world.last().track().hdr();
    assertEquals(
        new HdrInfo(
            new Colour(9, Colour.TRANSFER_PQ, 9, false),
            new MasteringDisplay(
                35_400, 14_600, 8_500, 39_850, 6_550, 2_300, 15_635, 16_450, 10_000_000, 50),
            new ContentLight(1_000, 400)),
        hdr);
  }

  @Test
  void announcesColourThatChangesAndTakesItBack() {
    world.metadata(true, false);
    world.video(0, HEVC_CONFIG);
    world.video(0, HEVC_IDR);
    world.video(40, colorInfo("d4", hdr10()));
    world.video(40, HEVC_IDR);
    assertNotNull(world.last().track().hdr());
    world.video(80, colorInfo("d4", hdr10()));
    world.video(80, HEVC_IDR);
    assertEquals(2, world.trackSets.size(), "repeated");
    world.video(120, colorInfo("d4", AmfValue.UNDEFINED));
    world.video(120, HEVC_IDR);

    assertNull(world.last().track().hdr());
    assertEquals(3, world.trackSets.size());
    assertEquals(2, world.ingest.configurations());
  }

  @Test
  void neverTakesMetadataForAChangeOfCodec() {
    world.configure();
    world.video(0, IDR);
    // What ffmpeg 8 sends for HEVC in track 1.
    world.video(0, colorInfo("d4", hdr10()));
    world.video(40, P);

    assertEquals(2, world.frames.size());
    assertSame(world.frames.get(0).track(), world.frames.get(1).track());
    assertNull(world.last().track().hdr());
    assertEquals(List.of(), world.notices);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "d4 68766331",
        "d4 68766331 02",
        "d4 68766331 02 0009 636f6c6f72496e666f",
        "d4 68766331 02 0003 616263 03 000009",
        "d4 68766331 ff"
      })
  void ignoresMetadataThatItCannotRead(String hex) {
    world.metadata(true, false);
    world.video(0, HEVC_CONFIG);
    world.video(0, hex);
    world.video(0, HEVC_IDR);

    assertNull(world.last().track().hdr());
    assertEquals(List.of(), world.notices);
  }

  @Test
  void ignoresNumbersThatAreNone() {
    world.metadata(true, false);
    world.video(0, HEVC_CONFIG);
    AmfValue nonsense =
        AmfValue.object(
            "colorConfig",
            AmfValue.object("colorPrimaries", 1e300, "matrixCoefficients", "bt709"),
            "hdrCll",
            AmfValue.object("maxCLL", Double.NaN, "maxFall", -5),
            "hdrMdcv",
            AmfValue.object("redX", Double.POSITIVE_INFINITY));
    world.video(0, colorInfo("d4", nonsense));
    world.video(0, HEVC_IDR);

    assertNull(world.last().track().hdr());
  }

  @ParameterizedTest
  @CsvSource({
    "22 84aabb, 12 84aabb, Sorenson H.263, 2",
    "24 00aabb, 14 00aabb, VP6, 4",
    "a1 76703038 30, 91 76703038 10, VP8, 1987063864",
    "a1 76766331 000010 00, 91 76766331 000000 00, VVC, 1987470129"
  })
  void passesCodecsOnWholeThatItDoesNotUnderstand(String inter, String key, String name, int id) {
    world.metadata(true, true);
    world.audio(0, AAC_CONFIG);
    world.video(0, key);
    world.video(40, inter);
    world.audio(0, AAC_FRAME);

    assertEquals(List.of(name + " mp4a.40.2"), world.trackSets);
    MediaFrame first = world.frames(0).get(0);
    MediaFrame second = world.frames(0).get(1);
    assertEquals(new OpaqueConfig(TrackKind.VIDEO, name, id), first.track().codec());
    assertEquals(Track.VIDEO_TIMESCALE_HZ, first.track().timescaleHz());
    assertSame(first.track(), second.track());
    assertTrue(first.isSync());
    assertFalse(second.isSync());
    assertEquals(inter.replace(" ", ""), hex(second));
    assertEquals(3_600, second.dtsTicks() - first.dtsTicks());
  }

  @Test
  void givesTheConfigurationOfAnOpaqueCodecAsAFrame() {
    world.metadata(true, false);
    world.video(0, "90 76766331 ff00");
    world.video(0, "91 76766331 000000 00");

    assertEquals(List.of("VVC"), world.trackSets);
    assertEquals("9076766331ff00", hex(world.frames.get(0)));
    assertFalse(world.frames.get(0).isSync());
    assertTrue(world.frames.get(1).isSync());
  }

  @Test
  void passesNoOpaqueCodecOnThatSharesItsMessages() {
    world.metadata(true, false);
    world.video(0, AVC_CONFIG);
    world.video(0, "96 21 76703038 01 000001 10 61766331 00 00000c 000000 00000005 6588820001");
    world.video(1_000, P);

    assertEquals(List.of(AVC), world.trackSets);
    assertEquals(2, world.frames.size());
    assertEquals(1, world.notices.size(), world.notices.toString());
  }

  private static AmfValue hdr10() {
    return AmfValue.object(
        "colorConfig",
        AmfValue.object(
            "bitDepth",
            10,
            "colorPrimaries",
            9,
            "transferCharacteristics",
            16,
            "matrixCoefficients",
            9),
        "hdrCll",
        AmfValue.object("maxFall", 400, "maxCLL", 1_000),
        "hdrMdcv",
        AmfValue.object(
            "redX",
            0.708,
            "redY",
            0.292,
            "greenX",
            0.17,
            "greenY",
            0.797,
            "blueX",
            0.131,
            "blueY",
            0.046,
            "whitePointX",
            0.3127,
            "whitePointY",
            0.329,
            "maxLuminance",
            1_000,
            "minLuminance",
            0.005));
  }

  private static String colorInfo(String first, AmfValue info) {
    return first + "68766331" + HexFormat.of().formatHex(IngestWorld.amf("colorInfo", info));
  }

  private static String hex(MediaFrame frame) {
    return ByteBufUtil.hexDump(frame.data());
  }
}
