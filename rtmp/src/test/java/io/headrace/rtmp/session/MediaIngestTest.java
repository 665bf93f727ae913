package io.headrace.rtmp.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headrace.media.frame.MediaFrame;
import io.headrace.media.frame.Track;
import io.headrace.rtmp.RtmpException;
import io.headrace.rtmp.RtmpException.Reason;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MediaIngestTest {
  private static final String AVC_CONFIG =
      "17 00 000000"
          + " 0142c00cffe100196742c00ca6110a37e4c044000003000400000300f03c50a84601000668c8420134b2";

  /** The same with another picture parameter set. */
  private static final String OTHER_AVC_CONFIG = AVC_CONFIG.replace("34b2", "34b3");

  private static final String AAC_CONFIG = "af00 1190";
  private static final String AAC_MONO_CONFIG = "af00 1188";
  private static final String IDR = "17 01 000000 00000005 65 88820001";
  private static final String P = "27 01 000000 00000003 419a1c";
  private static final String AAC = "af01 2110046008";
  private static final String HEVC_START = "90 68766331 0101600000";
  private static final String HEVC_FRAME = "93 68766331 0000000126";

  private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true, true);
  private final Recorder sink = new Recorder();
  private final MediaIngest ingest = new MediaIngest(sink, 10_000);

  @AfterEach
  void everyBufferIsReleased() {
    ingest.close();
    sink.frames.forEach(MediaFrame::release);
    assertEquals(0, allocator.metric().usedDirectMemory());
  }

  @Test
  void startsWhenEveryAnnouncedTrackHasItsConfiguration() {
    ingest.onMetadata(new StreamMetadata(true, true));
    audio(0, AAC_CONFIG);
    assertTrue(!ingest.started());
    video(0, AVC_CONFIG);

    assertEquals(List.of("avc1.42c00c mp4a.40.2"), sink.trackSets);
  }

  @ParameterizedTest
  @CsvSource({"true, false, avc1.42c00c", "false, true, mp4a.40.2"})
  void waitsForNoTrackThatIsNotAnnounced(boolean hasVideo, boolean hasAudio, String codec) {
    ingest.onMetadata(new StreamMetadata(hasVideo, hasAudio));
    if (hasVideo) {
      video(0, AVC_CONFIG);
    } else {
      audio(0, AAC_CONFIG);
    }

    assertEquals(List.of(codec), sink.trackSets);
  }

  @Test
  void withoutMetadataStartsOneSecondIntoTheMediaAndLosesNothing() {
    video(0, AVC_CONFIG);
    video(5_000, IDR);
    for (int ms = 40; ms < 1_000; ms += 40) {
      video(5_000 + ms, P);
    }
    assertEquals(0, sink.frames.size());
    video(6_000, P);

    assertEquals(List.of("avc1.42c00c"), sink.trackSets);
    assertEquals(26, sink.frames.size());
    assertEquals(10_000 * 90, sink.frames.get(0).dtsTicks());
    assertTrue(sink.frames.get(0).isSync());
    assertEquals(11_000 * 90, sink.frames.get(25).dtsTicks());
  }

  @Test
  void announcesATrackThatComesLate() {
    ingest.onMetadata(new StreamMetadata(true, false));
    video(0, AVC_CONFIG);
    video(0, IDR);
    audio(100, AAC);
    audio(3_000, AAC_CONFIG);
    audio(3_000, AAC);

    assertEquals(List.of("avc1.42c00c", "avc1.42c00c mp4a.40.2"), sink.trackSets);
    assertEquals(2, sink.frames.size());
    assertEquals(13_000 * 48, sink.frames.get(1).dtsTicks());
  }

  @Test
  void takesFramesBeforeAnyConfigurationAsLost() {
    for (int ms = 0; ms < 3_000; ms += 40) {
      video(ms, P);
    }
    video(3_000, AVC_CONFIG);
    audio(3_000, AAC_CONFIG);
    video(3_000, IDR);

    MediaFrame last = sink.frames.get(sink.frames.size() - 1);
    assertTrue(last.isSync());
    assertEquals(1, sink.trackSets.size());
  }

  @Test
  void holdsBoundedMemoryWhileItWaits() {
    audio(0, AAC_CONFIG);
    for (int i = 0; i < 3 * Discovery.MAX_WAITING_FRAMES; i++) {
      video(i / 100, P);
    }

    assertTrue(ingest.started(), "did not wait for ever");
    assertEquals(List.of("mp4a.40.2"), sink.trackSets);
  }

  @Test
  void ignoresARepeatedSequenceHeader() {
    start();
    video(0, IDR);
    Track track = sink.frames.get(0).track();
    video(40, AVC_CONFIG);
    audio(40, AAC_CONFIG);
    video(40, IDR);

    assertEquals(1, sink.trackSets.size());
    assertSame(track, sink.frames.get(1).track());
  }

  @Test
  void announcesAChangedSequenceHeaderAsANewTrackOfTheSameNumber() {
    start();
    video(0, IDR);
    audio(0, AAC);
    video(40, OTHER_AVC_CONFIG);
    audio(40, AAC_MONO_CONFIG);
    video(40, IDR);
    audio(21, AAC);

    assertEquals(3, sink.trackSets.size());
    Track before = sink.frames.get(0).track();
    Track after = sink.frames.get(2).track();
    assertEquals(before.id(), after.id());
    assertTrue(!before.codec().equals(after.codec()));
    assertEquals(480_000 + 1_024, sink.frames.get(3).dtsTicks(), "the sample clock goes on");
  }

  @Test
  void letsNoAudioTimeStepBackWhenTheSampleRateChanges() {
    start();
    for (int i = 0; i < 20; i++) {
      audio(0, AAC); // the clock runs ahead of such timestamps
    }
    audio(0, "af00 1210");
    audio(0, AAC);
    audio(0, AAC_CONFIG);
    audio(0, AAC);

    double lastSeconds = -1;
    for (MediaFrame frame : sink.frames) {
      double seconds = (double) frame.dtsTicks() / frame.track().timescaleHz();
      assertTrue(seconds > lastSeconds, frame.toString());
      lastSeconds = seconds;
    }
    assertEquals(22, sink.frames.size());
  }

  @Test
  void startsWithTheOldConfigurationWhenItChangesWhileFramesWait() {
    video(0, AVC_CONFIG);
    video(0, IDR);
    video(40, OTHER_AVC_CONFIG);
    video(40, IDR);

    assertEquals(2, sink.trackSets.size());
    assertTrue(!sink.frames.get(0).track().codec().equals(sink.frames.get(1).track().codec()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"17 00 000000 01", "17 00 000000 0142", "17 00 000000 01016000"})
  void ignoresASequenceHeaderThatCannotBeUsedUntilOneCan(String broken) {
    ingest.onMetadata(new StreamMetadata(true, false));
    video(0, broken);
    video(0, broken);
    assertTrue(!ingest.started());
    video(0, AVC_CONFIG);

    assertTrue(ingest.started());
    assertEquals(1, sink.notices.size(), sink.notices.toString());
  }

  @Test
  void readsCompositionTimeSignedAndDropsNonsense() {
    start();
    video(1_000, IDR);
    video(1_040, P.replace("000000 ", "ffffde ")); // minus 34
    video(1_080, P.replace("000000 ", "000050 "));
    video(1_120, P.replace("000000 ", "7fffff "));

    assertEquals(
        List.of(0L, -34L, 80L, 0L),
        sink.frames.stream().map(f -> (f.ptsTicks() - f.dtsTicks()) / 90).toList());
  }

  @Test
  void callsOnlyAnIdrInAKeyFrameSync() {
    start();
    video(0, IDR);
    video(40, IDR.replace("17 01", "27 01"));
    video(80, P.replace("27 01", "17 01"));

    assertEquals(
        List.of(true, false, false), sink.frames.stream().map(MediaFrame::isSync).toList());
  }

  @Test
  void givesTheMessagesOwnBufferBehindTheFlvHeader() {
    start();
    ByteBuf body = body(IDR);
    ingest.onVideo(0, body);
    ByteBuf aac = body(AAC);
    ingest.onAudio(0, aac);

    assertSame(body, sink.frames.get(0).data());
    assertEquals(9, sink.frames.get(0).sizeBytes());
    assertEquals(1, body.refCnt());
    assertSame(aac, sink.frames.get(1).data());
    assertEquals(5, sink.frames.get(1).sizeBytes());
  }

  @Test
  void doesNothingAboutEmptyMessagesMarkersAndEnds() {
    start();
    for (String video : List.of("", "17 02 000000", "57 00", "17 01 000000")) {
      video(0, video);
    }
    for (String audio : List.of("", "af01")) {
      audio(0, audio);
    }

    assertEquals(0, sink.frames.size());
    assertEquals(List.of(), sink.notices);
  }

  @Test
  void skipsBrokenFramesAndSaysSoOnce() {
    start();
    for (int i = 0; i < 3; i++) {
      video(i, "27 01 000000 7fffffff 41");
      video(i, "17");
      audio(i, "af07 00");
    }
    video(40, IDR);

    assertEquals(1, sink.frames.size());
    assertEquals(2, sink.notices.size(), sink.notices.toString());
    assertEquals(9, ingest.stats().skipped());
  }

  @Test
  void leavesAnUnsupportedTrackOutAndLetsTheOtherGoOn() {
    ingest.onMetadata(new StreamMetadata(true, true));
    video(0, HEVC_START);
    video(0, HEVC_FRAME);
    audio(0, AAC_CONFIG);
    audio(0, AAC);
    video(40, HEVC_FRAME);

    assertEquals(List.of("mp4a.40.2"), sink.trackSets);
    assertEquals(1, sink.frames.size());
    assertEquals(1, sink.notices.size());
    assertTrue(sink.notices.get(0).contains("hvc1"), sink.notices.get(0));
  }

  @ParameterizedTest
  @CsvSource({
    "91 4f707573 fc, Opus",
    "95 00 6d703461 01 1190, several tracks",
    "2f ff00, FLV audio format 2",
    "90 0a0d0000, unknown codec"
  })
  void namesTheUnsupportedAudioCodecAndGoesOnWithVideo(String hex, String name) {
    video(0, AVC_CONFIG);
    audio(0, hex);
    audio(23, hex);
    video(0, IDR);

    assertEquals(List.of("avc1.42c00c"), sink.trackSets);
    assertEquals(1, sink.notices.size());
    assertTrue(sink.notices.get(0).contains(name), sink.notices.get(0));
  }

  @ParameterizedTest
  @ValueSource(strings = {HEVC_FRAME, "2c 01 000000 00", "22 0000"})
  void failsWithTheCodecsNameWhenNothingCanBeUsed(String unsupported) {
    video(0, unsupported);
    video(500, unsupported);

    RtmpException thrown = assertThrows(RtmpException.class, () -> video(1_000, unsupported));

    assertEquals(Reason.NO_USABLE_TRACK, thrown.reason());
    assertTrue(thrown.getMessage().contains("is not supported"), thrown.getMessage());
  }

  @Test
  void failsAtOnceWhenTheOnlyAnnouncedTrackCannotBeUsed() {
    ingest.onMetadata(new StreamMetadata(true, false));

    assertThrows(RtmpException.class, () -> video(0, HEVC_START));
  }

  @Test
  void ignoresEnhancedPacketsBesideAVideoTrackThatWorks() {
    start();
    video(0, IDR);
    video(0, "d4 68766331 02000963");
    video(0, "96 00 61766331 01 0164");
    video(40, P);

    assertEquals(2, sink.frames.size());
    assertEquals(List.of(), sink.notices);
  }

  @Test
  void stripsAdtsHeadersAndMakesTheirConfiguration() {
    ingest.onMetadata(new StreamMetadata(false, true));
    // AAC LC, 48 kHz, stereo, 9 + 7 bytes
    audio(0, "af01 fff14c80021ffc 2110046008aabbccdd");

    assertEquals(List.of("mp4a.40.2"), sink.trackSets);
    assertEquals(9, sink.frames.get(0).sizeBytes());
    assertEquals(48_000, sink.frames.get(0).track().timescaleHz());
  }

  @Test
  void countsAudioInSamplesNotInRoundedMilliseconds() {
    start();
    for (int i = 0; i < 100; i++) {
      audio(Math.round(i * 1_024 / 48.0), AAC);
    }

    for (int i = 0; i < 100; i++) {
      assertEquals(480_000 + 1_024L * i, sink.frames.get(i).dtsTicks());
    }
    assertEquals(0, ingest.stats().repairedTimes());
  }

  private void start() {
    ingest.onMetadata(new StreamMetadata(true, true));
    video(0, AVC_CONFIG);
    audio(0, AAC_CONFIG);
    assertTrue(ingest.started());
  }

  private void video(long timestampMs, String hex) {
    ingest.onVideo(timestampMs, body(hex));
  }

  private void audio(long timestampMs, String hex) {
    ingest.onAudio(timestampMs, body(hex));
  }

  private ByteBuf body(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
    return allocator.directBuffer(bytes.length, Math.max(1, bytes.length)).writeBytes(bytes);
  }

  private static final class Recorder implements IngestSink {
    final List<String> trackSets = new ArrayList<>();
    final List<MediaFrame> frames = new ArrayList<>();
    final List<String> notices = new ArrayList<>();

    @Override
    public void announce(List<Track> tracks) {
      trackSets.add(String.join(" ", tracks.stream().map(t -> t.codec().codecString()).toList()));
    }

    @Override
    public void write(MediaFrame frame) {
      frames.add(frame);
    }

    @Override
    public void notice(String line) {
      notices.add(line);
    }
  }
}
