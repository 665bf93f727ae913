package io.headrace.rtmp.session;

import static io.headrace.rtmp.session.IngestWorld.AAC;
import static io.headrace.rtmp.session.IngestWorld.AAC_CONFIG;
import static io.headrace.rtmp.session.IngestWorld.AAC_FRAME;
import static io.headrace.rtmp.session.IngestWorld.AAC_MONO_CONFIG;
import static io.headrace.rtmp.session.IngestWorld.AVC;
import static io.headrace.rtmp.session.IngestWorld.AVC_CONFIG;
import static io.headrace.rtmp.session.IngestWorld.AVC_RECORD;
import static io.headrace.rtmp.session.IngestWorld.IDR;
import static io.headrace.rtmp.session.IngestWorld.OTHER_AVC_CONFIG;
import static io.headrace.rtmp.session.IngestWorld.P;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headrace.media.frame.MediaFrame;
import io.headrace.media.frame.Track;
import io.headrace.rtmp.RtmpException;
import io.headrace.rtmp.RtmpException.Reason;
import io.headrace.rtmp.amf.AmfValue;
import io.netty.buffer.ByteBuf;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * When a publication begins, what its track set is, and what becomes of messages nobody expects.
 */
class MediaIngestTest {
  private static final String OPUS_CONFIG = "90 4f707573 4f707573486561640102380180bb0000000000";
  private static final String OPUS_FRAME = "91 4f707573 78aabb";

  private IngestWorld world = new IngestWorld();

  @AfterEach
  void everyBufferIsReleased() {
    world.close();
  }

  @Test
  void startsWithTheFirstFrameWhenEveryAnnouncedTrackHasItsConfiguration() {
    world.metadata(true, true);
    world.audio(0, AAC_CONFIG);
    world.audio(0, AAC_FRAME);
    assertFalse(world.ingest.started());
    world.video(0, AVC_CONFIG);
    assertFalse(world.ingest.started(), "colour may follow");
    world.video(0, IDR);

    assertEquals(List.of(AVC + " " + AAC), world.trackSets);
    assertEquals(2, world.frames.size());
    assertFalse(world.frames.get(0).isVideo(), "in the order of their arrival");
  }

  @ParameterizedTest
  @CsvSource({"true, false, " + AVC, "false, true, " + AAC})
  void waitsForNoTrackThatIsNotAnnounced(boolean hasVideo, boolean hasAudio, String codec) {
    world.metadata(hasVideo, hasAudio);
    if (hasVideo) {
      world.video(0, AVC_CONFIG);
      world.video(0, IDR);
    } else {
      world.audio(0, AAC_CONFIG);
      world.audio(0, AAC_FRAME);
    }

    assertEquals(List.of(codec), world.trackSets);
  }

  @Test
  void waitsForEveryTrackOfTheInfoMaps() {
    world.data(
        0,
        "onMetaData",
        AmfValue.object(
            "videocodecid",
            7,
            "audiocodecid",
            10,
            "audioTrackIdInfoMap",
            AmfValue.object("1", AmfValue.object("channels", 2))));
    world.video(0, AVC_CONFIG);
    world.audio(0, AAC_CONFIG);
    world.video(0, IDR);
    assertFalse(world.ingest.started());
    world.audio(0, "95 00 6d703461 01 1188");
    world.video(40, P);

    assertEquals(List.of(AVC + " " + AAC + " " + AAC), world.trackSets);
    assertEquals(2, world.frames.size());
    assertEquals(List.of(0, 1, 3), world.announced.get(0).stream().map(Track::id).toList());
  }

  @Test
  void waitsForATrackThatShowedItselfWithoutBeingAnnounced() {
    world.configure();
    world.audio(0, "95 00 2e6d7033 01"); // MP3 has no configuration but its first frame
    world.video(0, IDR);
    assertFalse(world.ingest.started());
    world.audio(55, "95 01 2e6d7033 01 fffb10c4");

    assertEquals(List.of(AVC + " " + AAC + " mp4a.6B"), world.trackSets);
  }

  @Test
  void withoutMetadataStartsOneSecondIntoTheMediaAndLosesNothing() {
    world.video(0, AVC_CONFIG);
    world.video(5_000, IDR);
    for (int ms = 40; ms < 1_000; ms += 40) {
      world.video(5_000 + ms, P);
    }
    assertEquals(0, world.frames.size());
    world.video(6_000, P);

    assertEquals(List.of(AVC), world.trackSets);
    assertEquals(26, world.frames.size());
    assertEquals(10_000 * 90, world.frames.get(0).dtsTicks());
    assertTrue(world.frames.get(0).isSync());
    assertEquals(11_000 * 90, world.frames.get(25).dtsTicks());
  }

  @Test
  void announcesATrackThatComesLateWithItsFirstFrame() {
    world.metadata(true, false);
    world.video(0, AVC_CONFIG);
    world.video(0, IDR);
    world.audio(100, AAC_FRAME);
    world.audio(3_000, AAC_CONFIG);
    world.video(3_000, P);
    assertEquals(List.of(AVC), world.trackSets);
    world.audio(3_000, AAC_FRAME);

    assertEquals(List.of(AVC, AVC + " " + AAC), world.trackSets);
    assertEquals(3, world.frames.size());
    assertEquals(13_000 * 48, world.last().dtsTicks());
  }

  @Test
  void takesFramesBeforeAnyConfigurationAsLost() {
    for (int ms = 0; ms < 3_000; ms += 40) {
      world.video(ms, P);
    }
    world.video(3_000, AVC_CONFIG);
    world.audio(3_000, AAC_CONFIG);
    world.video(3_000, IDR);

    assertTrue(world.last().isSync());
    assertEquals(1, world.trackSets.size());
    assertEquals(75, world.ingest.stats().skipped());
  }

  @Test
  void holdsABoundedNumberOfFramesWhileItWaits() {
    world.video(0, AVC_CONFIG);
    for (int i = 0; i <= Discovery.MAX_WAITING_FRAMES; i++) {
      world.video(i / 100, P);
    }

    assertTrue(world.ingest.started(), "did not wait for ever");
    assertEquals(Discovery.MAX_WAITING_FRAMES + 1, world.frames.size());
  }

  @Test
  void reservesWhatItHoldsAndStartsEarlyWhenThereIsNoMemory() {
    world.close();
    world = new IngestWorld(30);
    world.video(0, AVC_CONFIG);
    world.video(0, IDR); // 14 bytes
    world.video(40, P); // 12 bytes
    assertEquals(26, world.budget.usedBytes());
    assertFalse(world.ingest.started());
    world.video(80, P);

    assertEquals(0, world.budget.usedBytes());
    assertEquals(3, world.frames.size());
  }

  @Test
  void ignoresARepeatedSequenceHeader() {
    world.configure();
    world.video(0, IDR);
    Track track = world.last().track();
    world.video(40, AVC_CONFIG);
    world.audio(40, AAC_CONFIG);
    world.video(40, "90 61766331" + AVC_RECORD); // the same in the other form
    world.video(40, IDR);

    assertEquals(1, world.trackSets.size());
    assertSame(track, world.last().track());
    assertEquals(0, world.ingest.configurations());
  }

  @Test
  void announcesAChangedSequenceHeaderAsANewTrackOfTheSameNumber() {
    world.configure();
    world.video(0, IDR);
    world.audio(0, AAC_FRAME);
    world.video(40, OTHER_AVC_CONFIG);
    world.audio(40, AAC_MONO_CONFIG);
    assertEquals(2, world.ingest.configurations());
    world.video(40, IDR);
    world.audio(21, AAC_FRAME);

    assertEquals(2, world.trackSets.size(), "both at once");
    Track before = world.frames.get(0).track();
    Track after = world.frames.get(2).track();
    assertEquals(before.id(), after.id());
    assertNotEquals(before.codec(), after.codec());
    assertEquals(480_000 + 1_024, world.last().dtsTicks(), "the sample clock goes on");
  }

  @Test
  void announcesAnotherCodecOfTheSameTrack() {
    world.configure();
    world.video(0, IDR);
    world.audio(0, AAC_FRAME);
    world.audio(21, OPUS_CONFIG);
    world.audio(21, AAC_FRAME);
    world.audio(21, OPUS_FRAME);
    world.audio(41, AAC_CONFIG);
    world.audio(41, AAC_FRAME);

    assertEquals(List.of(AVC + " " + AAC, AVC + " Opus", AVC + " " + AAC), world.trackSets);
    assertEquals(List.of(1, 1, 1), world.frames(1).stream().map(f -> f.track().id()).toList());
    assertEquals(1, world.ingest.stats().skipped(), "no AAC while it is Opus");
  }

  @Test
  void startsWithTheOldConfigurationWhenItChangesWhileFramesWait() {
    world.video(0, AVC_CONFIG);
    world.video(0, IDR);
    world.video(40, OTHER_AVC_CONFIG);
    world.video(40, IDR);
    assertFalse(world.ingest.started());
    world.audio(40, AAC_CONFIG);
    world.audio(40, AAC_FRAME);

    assertEquals(2, world.trackSets.size());
    assertEquals(world.announced.get(0).get(0), world.frames.get(0).track());
    assertEquals(world.announced.get(1).get(0), world.frames.get(1).track());
    assertNotEquals(world.frames.get(0).track(), world.frames.get(1).track());
  }

  @ParameterizedTest
  @ValueSource(strings = {"17 00 000000 01", "17 00 000000 0142", "17 00 000000 01016000"})
  void ignoresASequenceHeaderThatCannotBeUsedUntilOneCan(String broken) {
    world.metadata(true, false);
    world.video(0, broken);
    world.video(0, broken);
    world.video(0, IDR);
    assertFalse(world.ingest.started());
    world.video(0, AVC_CONFIG);
    world.video(0, IDR);
    world.video(40, broken);
    world.video(40, IDR);

    assertEquals(List.of(AVC), world.trackSets);
    assertEquals(2, world.frames.size());
    assertEquals(1, world.notices.size(), world.notices.toString());
  }

  @Test
  void givesTheMessagesOwnBufferBehindTheFlvHeader() {
    world.configure();
    ByteBuf body = world.body(IDR);
    world.ingest.onVideo(0, body);
    ByteBuf aac = world.body(AAC_FRAME);
    world.ingest.onAudio(0, aac);

    assertSame(body, world.frames.get(0).data());
    assertEquals(9, world.frames.get(0).sizeBytes());
    assertEquals(1, body.refCnt());
    assertSame(aac, world.frames.get(1).data());
    assertEquals(5, world.frames.get(1).sizeBytes());
  }

  @Test
  void takesEveryTrackOfAMultitrackMessage() {
    world.metadata(true, true);
    world.video(0, "96 10 61766331 00 00002a" + AVC_RECORD + "05 00002a" + AVC_RECORD);
    world.audio(0, "95 20 6d703461 00 000002 1190 4f707573 03 00000b 0102380180bb0000000000");
    world.video(
        0, "96 11 61766331 00 00000c 000000 00000005 6588820001 05 000008 000050 00000001 65");
    world.audio(0, "95 21 6d703461 00 000002 2110 4f707573 03 000001 78");

    assertEquals(List.of(AVC + " " + AAC + " Opus " + AVC), world.trackSets);
    assertEquals(List.of(0, 10, 1, 7), world.frames.stream().map(f -> f.track().id()).toList());
    assertEquals(80 * 90, world.frames(10).get(0).ptsTicks() - world.frames(10).get(0).dtsTicks());
    assertEquals(9, world.frames(0).get(0).sizeBytes());
  }

  @Test
  void leavesTracksOutBeyondTheMost() {
    world.metadata(true, false);
    for (int number = 0; number < IngestTracks.MAX_TRACKS + 3; number++) {
      world.video(0, "96 00 61766331 %02x".formatted(number) + AVC_RECORD);
    }
    world.video(0, IDR);

    assertEquals(IngestTracks.MAX_TRACKS, world.announced.get(0).size());
    assertEquals(1, world.notices.size(), world.notices.toString());
    assertEquals(3, world.ingest.stats().skipped());
  }

  @Test
  void doesNothingAboutEmptyMessagesMarkersAndEnds() {
    world.configure();
    world.video(5_000, IDR);
    for (String video :
        List.of(
            "",
            "17 02 000000",
            "57 00",
            "17 01 000000",
            "92 61766331",
            "96 02 61766331 00",
            "90 61763031",
            "91 68766331",
            "d0 00")) {
      world.video(0, video);
    }
    for (String audio :
        List.of("", "af01", "2f", "92 4f707573", "91 664c6143", "94 6d703461 0102 00000003")) {
      world.audio(0, audio);
    }
    world.video(5_040, P);

    assertEquals(2, world.frames.size());
    assertEquals(List.of(), world.notices);
    assertEquals(10_040 * 90, world.last().dtsTicks(), "their timestamps mean nothing");
    assertEquals(List.of(AVC + " " + AAC), world.trackSets);
    assertEquals(0, world.ingest.stats().repairedTimes());
  }

  @Test
  void skipsPacketTypesThatItDoesNotKnow() {
    world.configure();
    world.video(0, IDR);
    world.video(0, "9f 61766331 00");
    world.video(0, "97 00 00 f8 61766331 00");
    world.audio(0, "9e 6d703461 00");

    assertEquals(1, world.frames.size());
    assertEquals(List.of(), world.notices);
    assertEquals(3, world.ingest.stats().skipped());
  }

  @Test
  void skipsBrokenFramesAndSaysSoOnce() {
    world.configure();
    for (int i = 0; i < 3; i++) {
      world.video(i, "27 01 000000 7fffffff 41");
      world.video(i, "17");
      world.audio(i, "af07 00");
    }
    world.video(40, IDR);

    assertEquals(1, world.frames.size());
    assertEquals(2, world.notices.size(), world.notices.toString());
    assertEquals(9, world.ingest.stats().skipped());
  }

  @ParameterizedTest
  @CsvSource({
    "91 78787878 00, video xxxx",
    "90 0a0d0a0d 01, unknown codec",
    "18 00, FLV video codec 8",
  })
  void leavesATrackOutWhoseCodecIsNotKnownAndLetsTheOtherGoOn(String hex, String name) {
    world.metadata(true, true);
    world.video(0, hex);
    world.audio(0, AAC_CONFIG);
    world.audio(0, AAC_FRAME);
    world.video(40, hex);

    assertEquals(List.of(AAC), world.trackSets);
    assertEquals(1, world.frames.size());
    assertEquals(1, world.notices.size());
    assertTrue(world.notices.get(0).contains(name), world.notices.get(0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"91 78787878 00", "18 00"})
  void failsWithTheCodecsNameWhenNothingCanBeUsed(String unknown) {
    world.video(0, unknown);
    world.video(500, unknown);

    RtmpException thrown = assertThrows(RtmpException.class, () -> world.video(1_000, unknown));

    assertEquals(Reason.NO_USABLE_TRACK, thrown.reason());
    assertTrue(thrown.getMessage().contains("is not supported"), thrown.getMessage());
  }

  @Test
  void failsAtOnceWhenTheOnlyAnnouncedTrackCannotBeUsed() {
    world.metadata(true, false);

    assertThrows(RtmpException.class, () -> world.video(0, "90 78787878 00"));
  }

  @Test
  void saysOnceThatTimestampsJump() {
    world.configure();
    world.video(0, IDR);
    world.video(7_200_000, P);
    world.video(14_400_000, P);

    assertEquals(1, world.notices.size(), world.notices.toString());
    assertEquals(2, world.ingest.stats().repairedTimes());
    assertEquals(3, world.ingest.stats().videoFrames());
  }

  @Test
  void countsWhatBecameOfEachTrack() {
    world.configure();
    world.audio(0, "95 00 6d703461 01 1188");
    world.video(0, IDR);
    world.video(40, P);
    world.video(80, "27 01 000000 00000002 0910");
    world.audio(0, AAC_FRAME);
    world.audio(0, "95 01 6d703461 01 2110");
    world.data(0, "onTextData", AmfValue.object("text", "hello"));

    MediaStats stats = world.ingest.stats();
    assertEquals(
        "video 0 avc1.42c00c: 2 frames, 1 sync, 1 skipped; audio 0 mp4a.40.2: 1 frames;"
            + " audio 1 mp4a.40.2: 1 frames; 1 data messages",
        stats.toString());
    assertEquals(2, stats.videoFrames());
    assertEquals(2, stats.audioFrames());
    assertEquals(1, stats.skipped());
    assertEquals("no tracks", MediaStats.NONE.toString());
  }

  @Test
  void givesNothingAfterItIsClosed() {
    world.video(0, AVC_CONFIG);
    world.video(0, IDR);
    world.ingest.close();

    assertEquals(0, world.budget.usedBytes());
    assertEquals(List.of(), world.frames.stream().map(MediaFrame::toString).toList());
  }
}
