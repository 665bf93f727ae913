package io.headrace.rtmp.session;

import static io.headrace.rtmp.session.IngestWorld.AAC;
import static io.headrace.rtmp.session.IngestWorld.AAC_CONFIG;
import static io.headrace.rtmp.session.IngestWorld.AAC_FRAME;
import static io.headrace.rtmp.session.IngestWorld.AVC_CONFIG;
import static io.headrace.rtmp.session.IngestWorld.IDR;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headrace.media.codec.OpaqueConfig;
import io.headrace.media.codec.TrackKind;
import io.headrace.media.frame.MediaFrame;
import io.headrace.media.frame.Track;
import io.netty.buffer.ByteBufUtil;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AudioIngestTest {
  private static final String OPUS_CONFIG = "90 4f707573 4f707573486561640101380180bb0000000000";

  private static final String FLAC_START =
      "90 664c6143 12001200 000000 002415 0bb800f000000000 00000000000000000000000000000000";

  /** What ffmpeg sends when it ends: sizes, length and checksum are known then. */
  private static final String FLAC_END =
      "90 664c6143 12001200 0001a6 0004f1 0bb800f000007080 8e5331589f0adb5f56d3b9b2777eda82";

  /** MPEG-1 layer III, 44.1 kHz, mono; and stereo at 48 kHz. */
  private static final String MP3 = "2e fffb10c4 00000464";

  private static final String MP3_STEREO = "2f fffb1404 00000464";

  private final IngestWorld world = new IngestWorld();

  @AfterEach
  void everyBufferIsReleased() {
    world.close();
  }

  @Test
  void countsAudioInSamplesNotInRoundedMilliseconds() {
    world.metadata(false, true);
    world.audio(0, AAC_CONFIG);
    for (int i = 0; i < 100; i++) {
      world.audio(Math.round(i * 1_024 / 48.0), AAC_FRAME);
    }

    for (int i = 0; i < 100; i++) {
      assertEquals(480_000 + 1_024L * i, world.frames.get(i).dtsTicks());
      assertEquals(1_024, world.frames.get(i).durationTicks());
    }
    assertEquals(0, world.ingest.stats().repairedTimes());
  }

  @Test
  void countsOpusPacketsOfEveryLength() {
    world.metadata(false, true);
    world.audio(0, OPUS_CONFIG);
    world.audio(0, "91 4f707573 78aa"); // hybrid, 20 ms
    world.audio(20, "91 4f707573 e0aa"); // CELT, 2.5 ms
    world.audio(22, "91 4f707573 79aabb"); // two of 20 ms
    world.audio(62, "91 4f707573 78aa");

    assertEquals(List.of("Opus"), world.trackSets);
    assertEquals(48_000, world.last().track().timescaleHz());
    assertEquals(
        List.of(480_000L, 480_960L, 481_080L, 483_000L),
        world.frames.stream().map(MediaFrame::dtsTicks).toList());
    assertEquals(
        List.of(960, 120, 1_920, 960),
        world.frames.stream().map(MediaFrame::durationTicks).toList());
  }

  @Test
  void usesTheTimestampsWhereAPacketDoesNotTellItsSamples() {
    world.metadata(false, true);
    world.audio(0, OPUS_CONFIG);
    world.audio(0, "91 4f707573 78aa");
    world.audio(20, "91 4f707573 7b"); // the number of frames is missing
    world.audio(50, "91 4f707573 78aa");

    assertEquals(
        List.of(480_000L, 480_960L, 482_400L),
        world.frames.stream().map(MediaFrame::dtsTicks).toList());
    assertEquals(0, world.frames.get(1).durationTicks());
  }

  @ParameterizedTest
  @CsvSource({
    "2e, mp4a.6B, 44100, 1152, fffb10c4 0000",
    "e2, mp4a.69, 8000, 576, ffe318c4 0000",
    "91 2e6d7033, mp4a.6B, 44100, 1152, fffb10c4 0000",
    "95 01 2e6d7033 00, mp4a.6B, 44100, 1152, fffb10c4 0000",
  })
  void readsMp3InEveryForm(String header, String codec, int rateHz, int samples, String frame) {
    world.metadata(false, true);
    world.audio(0, header + frame);
    world.audio(26, header + frame);

    assertEquals(List.of(codec), world.trackSets);
    assertEquals(rateHz, world.last().track().timescaleHz());
    assertEquals(samples, world.frames.get(1).dtsTicks() - world.frames.get(0).dtsTicks());
    assertEquals(frame.replace(" ", ""), ByteBufUtil.hexDump(world.last().data()));
  }

  @Test
  void followsFramesThatDescribeThemselvesDifferently() {
    world.metadata(false, true);
    world.audio(0, MP3);
    world.audio(26, MP3);
    world.audio(52, MP3_STEREO);
    world.audio(76, MP3_STEREO);

    assertEquals(List.of("mp4a.6B", "mp4a.6B"), world.trackSets);
    assertEquals(
        List.of(44_100, 44_100, 48_000, 48_000),
        world.frames.stream().map(f -> f.track().timescaleHz()).toList());
    assertGoesOn();
  }

  @Test
  void skipsSelfDescribingFramesThatSayNothing() {
    world.configure();
    world.video(0, IDR);
    world.audio(0, "2e 00000000");
    world.audio(0, "91 61632d33 0b");
    world.audio(0, AAC_FRAME);

    assertEquals(List.of("avc1.42c00c " + AAC), world.trackSets);
    assertEquals(1, world.frames(1).size());
    assertEquals(1, world.notices.size(), world.notices.toString());
  }

  @Test
  void takesTheLastWordsOfFlacForNoChange() {
    world.metadata(false, true);
    world.audio(0, FLAC_START);
    world.audio(0, "91 664c6143 fff85a08 00814e00");
    world.audio(96, FLAC_END);
    world.audio(96, "91 664c6143");
    world.audio(96, "91 664c6143 fff85a08 01814e00");

    assertEquals(List.of("fLaC"), world.trackSets);
    assertEquals(2, world.frames.size());
    assertEquals(0, world.ingest.configurations());
    assertEquals(4_608, world.frames.get(0).durationTicks());
  }

  @Test
  void letsNoTimeStepBackWhenTheSampleRateChanges() {
    world.metadata(false, true);
    world.audio(0, AAC_CONFIG);
    for (int i = 0; i < 20; i++) {
      world.audio(0, AAC_FRAME); // the clock runs ahead of such timestamps
    }
    world.audio(0, "af00 1210");
    world.audio(0, AAC_FRAME);
    world.audio(0, "b2 1e");
    world.audio(0, OPUS_CONFIG);
    world.audio(0, "91 4f707573 78aa");
    world.audio(0, AAC_CONFIG);
    world.audio(0, AAC_FRAME);

    assertEquals(24, world.frames.size());
    assertGoesOn();
  }

  @Test
  void countsOnWhereOnlyTheChannelsChange() {
    world.metadata(false, true);
    world.audio(0, AAC_CONFIG);
    world.audio(0, AAC_FRAME);
    world.audio(0, IngestWorld.AAC_MONO_CONFIG);
    world.audio(22, AAC_FRAME);

    assertEquals(1_024, world.frames.get(1).dtsTicks() - world.frames.get(0).dtsTicks());
  }

  @Test
  void countsHighEfficiencyAacAtItsOutputRate() {
    world.metadata(false, true);
    world.audio(0, "af00 2b11 8800"); // SBR over 24 kHz
    world.audio(0, AAC_FRAME);
    world.audio(43, AAC_FRAME);

    assertEquals(List.of("mp4a.40.5"), world.trackSets);
    assertEquals(48_000, world.last().track().timescaleHz());
    assertEquals(2_048, world.frames.get(1).dtsTicks() - world.frames.get(0).dtsTicks());
  }

  @Test
  void stripsAdtsHeadersAndMakesTheirConfiguration() {
    world.metadata(false, true);
    // AAC LC, 48 kHz, stereo, 9 + 7 bytes
    world.audio(0, "af01 fff14c80021ffc 2110046008aabbccdd");
    world.audio(21, AAC_FRAME);

    assertEquals(List.of(AAC), world.trackSets);
    assertEquals(9, world.frames.get(0).sizeBytes());
    assertEquals(5, world.frames.get(1).sizeBytes());
    assertEquals(48_000, world.last().track().timescaleHz());
  }

  @ParameterizedTest
  @CsvSource({
    "72 5555, G.711 A-law, 7",
    "82 5555, G.711 mu-law, 8",
    "b6 1054, Speex, 11",
    "42 00, Nellymoser 16 kHz, 4",
    "52 00, Nellymoser 8 kHz, 5",
    "62 00, Nellymoser, 6",
    "12 00, ADPCM, 1",
    "3e 0000, LPCM little-endian, 3",
    "0e 0000, LPCM, 0"
  })
  void passesCodecsOnWholeThatItDoesNotUnderstand(String hex, String name, int id) {
    world.metadata(true, true);
    world.video(0, AVC_CONFIG);
    world.audio(0, hex);
    world.video(0, IDR);
    world.audio(20, hex);
    world.audio(20, hex);

    assertEquals(List.of("avc1.42c00c " + name), world.trackSets);
    Track track = world.last().track();
    assertEquals(new OpaqueConfig(TrackKind.AUDIO, name, id), track.codec());
    assertEquals(Track.MILLIS_TIMESCALE_HZ, track.timescaleHz());
    assertEquals(hex.replace(" ", ""), ByteBufUtil.hexDump(world.last().data()));
    assertEquals(
        List.of(10_000L, 10_020L, 10_021L),
        world.frames(1).stream().map(MediaFrame::dtsTicks).toList());
    assertEquals(List.of(), world.notices);
  }

  private void assertGoesOn() {
    double lastSeconds = -1;
    for (MediaFrame frame : world.frames) {
      double seconds = (double) frame.dtsTicks() / frame.track().timescaleHz();
      assertTrue(seconds > lastSeconds, frame.toString());
      lastSeconds = seconds;
    }
  }
}
