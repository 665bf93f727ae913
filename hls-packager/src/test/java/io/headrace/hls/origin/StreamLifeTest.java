package io.headrace.hls.origin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headrace.hls.origin.HlsConfig.Preset;
import io.headrace.hls.origin.HlsRequest.Directives;
import io.headrace.hls.origin.PlaylistText.SegmentText;
import io.headrace.media.frame.MediaFrame;
import io.headrace.media.frame.Track;
import io.headrace.media.hub.EndReason;
import io.headrace.testkit.Golden;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What befalls a stream between its first frame and its end. */
class StreamLifeTest {
  private static final Source SOURCE = Source.USUAL;

  @Test
  void playlistsReadAsWritten() {
    try (TestStream stream = new TestStream(Preset.BALANCED.config())) {
      Source source = SOURCE.withBFrames(2);
      stream.publish(source.tracks());
      stream.play(source.arrivals(10_000, 18_800));
      stream.lose();
      stream.loop.clock.advance(Duration.ofSeconds(3));
      stream.publish(source.tracks());
      stream.play(source.arrivals(22_000, 25_200));
      String generation = stream.stream().generation();
      String all =
          stream.multivariant().replace(generation, "GENERATION")
              + "\n"
              + stream.playlist("video").text
              + "\n"
              + stream.playlist("audio").text;
      Golden.assertEqualsFile("live-after-return.txt", all);
    }
  }

  @Test
  void statusTellsWhatAViewerWaitsFor() {
    try (TestStream stream = new TestStream(Preset.BALANCED.config())) {
      assertEquals(PlaybackStatus.OFFLINE, stream.origins.status(TestStream.PATH));
      stream.publish(SOURCE.tracks());
      assertEquals(PlaybackStatus.WAITING_FOR_KEY_FRAME, stream.origins.status(TestStream.PATH));
      List<PlaybackStatus> seen = new ArrayList<>();
      stream.play(
          SOURCE.arrivals(10_000, 12_500),
          () -> {
            PlaybackStatus status = stream.origins.status(TestStream.PATH);
            if (seen.isEmpty() || seen.get(seen.size() - 1) != status) {
              seen.add(status);
            }
          });
      assertEquals(List.of(PlaybackStatus.STARTING, PlaybackStatus.PLAYABLE), seen);
      stream.lose();
      assertEquals(PlaybackStatus.HELD, stream.origins.status(TestStream.PATH));
      stream.publish(SOURCE.tracks());
      assertEquals(PlaybackStatus.WAITING_FOR_KEY_FRAME, stream.origins.status(TestStream.PATH));
      stream.publication().end(EndReason.KICKED);
      assertEquals(PlaybackStatus.ENDED, stream.origins.status(TestStream.PATH));
      stream.loop.clock.advance(Duration.ofMinutes(1));
      assertEquals(PlaybackStatus.OFFLINE, stream.origins.status(TestStream.PATH));
    }
  }

  @Test
  void aStreamWithoutUsableTracksSaysSo() {
    try (TestStream stream = new TestStream(Preset.BALANCED.config())) {
      stream.publish(List.of());
      assertEquals(PlaybackStatus.UNSUPPORTED_CODEC, stream.origins.status(TestStream.PATH));
    }
  }

  @Test
  void aReturnGoesOnWithOneDiscontinuityAtTheSameNumberEverywhere() {
    try (TestStream stream = new TestStream(Preset.BALANCED.config())) {
      stream.publish(SOURCE.tracks());
      Player video = new Player(stream, "video", 90_000);
      Player audio = new Player(stream, "audio", 48_000);
      Runnable poll = () -> List.of(video, audio).forEach(Player::poll);
      stream.play(SOURCE.withAudioLead(-80).arrivals(10_000, 15_270), poll);
      String held = stream.playlist("video").text;
      stream.lose();
      poll.run();
      assertNotEquals(held, stream.playlist("video").text, "what was open is closed");
      held = stream.playlist("video").text;
      stream.loop.clock.advance(Duration.ofSeconds(5));
      assertEquals(held, stream.playlist("video").text, "held: unchanged");
      assertTrue(video.last().hints.get("PART").startsWith("video-r2-"));
      stream.publish(SOURCE.tracks());
      stream.play(SOURCE.withAudioLead(120).arrivals(10_000, 16_000), poll);
      for (Player player : List.of(video, audio)) {
        List<SegmentText> breaks =
            player.last().segments.stream().filter(segment -> segment.discontinuity).toList();
        assertEquals(1, breaks.size());
        assertEquals(4, breaks.get(0).msn, player.rendition);
        assertEquals(player.rendition + "-r1-init1.mp4", breaks.get(0).map);
        SegmentText before = player.last().segment(3);
        Duration apart = Duration.between(before.programDateTime, breaks.get(0).programDateTime);
        assertTrue(apart.toMillis() >= 5_900, "date after the pause: " + apart);
        assertIncreasing(player.fragments());
      }
    }
  }

  @Test
  void aChangedConfigurationInTheSamePublicationCutsAtItsKeyFrame() {
    try (TestStream stream = new TestStream(Preset.BALANCED.config())) {
      stream.publish(SOURCE.tracks());
      Player video = new Player(stream, "video", 90_000);
      Player audio = new Player(stream, "audio", 48_000);
      Runnable poll = () -> List.of(video, audio).forEach(Player::poll);
      stream.play(SOURCE.arrivals(10_000, 15_300), poll);
      stream.publication().announce(List.of(Source.otherVideoTrack(), SOURCE.audioTrack()));
      stream.play(
          SOURCE.arrivals(15_300, 20_000, Source.otherVideoTrack(), SOURCE.audioTrack()), poll);
      assertEquals(1, stream.origins.stats(TestStream.PATH).breaks());
      SegmentText changed =
          video.last().segments.stream().filter(s -> s.discontinuity).findFirst().orElseThrow();
      assertEquals("video-r2-init2.mp4", changed.map);
      SegmentText sound = audio.last().segment(changed.msn);
      assertTrue(sound.discontinuity);
      assertEquals("audio-r1-init1.mp4", sound.map);
      assertTrue(stream.multivariant().contains("avc1.640020"), stream::multivariant);
      assertTrue(stream.multivariant().contains("RESOLUTION=1280x720"), stream::multivariant);
      assertIncreasing(video.fragments());
    }
  }

  @Test
  void aChangedAudioConfigurationWaitsForTheNextKeyFrameOfVideo() {
    try (TestStream stream = new TestStream(Preset.BALANCED.config())) {
      Source changed = SOURCE.withAudioHz(44_100);
      stream.publish(SOURCE.tracks());
      Player video = new Player(stream, "video", 90_000);
      stream.play(SOURCE.arrivals(10_000, 14_500), video::poll);
      stream.publication().announce(changed.tracks());
      // The picture goes on in the middle of a group, with the new sound.
      List<Source.Arrival> rest = new ArrayList<>();
      for (Source.Arrival arrival : changed.arrivals(10_000, 20_000)) {
        if (arrival.atMs() < 4_500) {
          arrival.frame().release();
        } else {
          rest.add(new Source.Arrival(arrival.atMs() - 4_500, arrival.frame()));
        }
      }
      stream.play(rest, video::poll);
      SegmentText picture = onlyBreak(stream.playlist("video"));
      SegmentText sound = onlyBreak(stream.playlist("audio"));
      assertEquals("video-r1-init1.mp4", picture.map);
      assertEquals("audio-r2-init2.mp4", sound.map);
      assertEquals(picture.msn, sound.msn);
      assertEquals(
          TestStream.START_WALL_MS + 5_000, picture.programDateTime.toEpochMilli(), "no pause");
      assertEquals(0, stream.origins.stats(TestStream.PATH).droppedFrames());
      assertTrue(stream.fetch("audio-r2-init2.mp4").length > 400);
    }
  }

  @Test
  void audioAloneReturnsWithADiscontinuityToo() {
    try (TestStream stream = new TestStream(Preset.BALANCED.config())) {
      Source source = SOURCE.withoutVideo();
      stream.publish(source.tracks());
      Player audio = new Player(stream, "audio", 48_000);
      stream.play(source.arrivals(10_000, 15_000), audio::poll);
      stream.lose();
      stream.publish(source.tracks());
      stream.play(source.arrivals(16_000, 20_000), audio::poll);
      assertEquals(4, onlyBreak(stream.playlist("audio")).msn);
      assertTrue(stream.multivariant().contains("CODECS=\"mp4a.40.2\"\n"), stream::multivariant);
    }
  }

  @Test
  void theVersionBeforeANewConfigurationHintsItsInitializationSection() {
    try (TestStream stream = new TestStream(Preset.BALANCED.config())) {
      Source source = SOURCE.withoutAudio();
      stream.publish(source.tracks());
      stream.play(source.arrivals(10_000, 15_300));
      stream.publication().announce(List.of(Source.otherVideoTrack()));
      stream.play(source.arrivals(15_300, 15_400, Source.otherVideoTrack(), null));
      PlaylistText playlist = stream.playlist("video");
      assertEquals("video-r2-init2.mp4", playlist.hints.get("MAP"));
      assertEquals("video-r2-s4-p0.mp4", playlist.hints.get("PART"));
      assertTrue(stream.fetch("video-r2-init2.mp4").length > 500);
    }
  }

  @Test
  void anEndedStreamIsListedAsSuchAndFetchableForAWhile() {
    try (TestStream stream = new TestStream(Preset.BALANCED.config())) {
      stream.publish(SOURCE.tracks());
      stream.play(SOURCE.arrivals(10_000, 15_000));
      String generation = stream.stream().generation();
      stream.publication().end(EndReason.KICKED);
      PlaylistText ended =
          PlaylistText.parse(
              TestStream.bytes(
                  stream.get(generation, "video.m3u8", new Directives("99", "x", null))));
      assertTrue(ended.endList);
      assertTrue(ended.hints.isEmpty());
      assertInstanceOf(
          Resolution.Missing.class,
          stream.get(generation, "video-r2-s4-p0.mp4", Directives.NONE),
          "nothing is coming any more");
      stream.loop.clock.advance(Duration.ofSeconds(18));
      SegmentText last = ended.last();
      assertTrue(TestStream.bytes(stream.get(generation, last.uri, Directives.NONE)).length > 0);
      stream.loop.clock.advance(Duration.ofSeconds(10));
      assertInstanceOf(
          Resolution.Missing.class, stream.get(generation, "video.m3u8", Directives.NONE));
      assertInstanceOf(Resolution.Missing.class, stream.get(null, "index.m3u8", Directives.NONE));
      assertEquals(0, stream.budget.usedBytes());
    }
  }

  @Test
  void aNewGenerationTakesTheMultivariantPlaylistAndTheOldOneStaysUnderItsName() {
    try (TestStream stream = new TestStream(Preset.BALANCED.config())) {
      stream.publish(SOURCE.tracks());
      stream.play(SOURCE.arrivals(10_000, 15_000));
      String old = stream.stream().generation();
      stream.publication().end(EndReason.KICKED);
      assertTrue(stream.multivariant().contains(old));
      stream.publish(SOURCE.tracks());
      assertInstanceOf(Resolution.Wait.class, stream.get(null, "index.m3u8", Directives.NONE));
      stream.play(SOURCE.arrivals(10_000, 13_000));
      assertFalse(stream.multivariant().contains(old));
      assertTrue(stream.multivariant().contains(stream.stream().generation()));
      assertEquals(1, stream.playlist("video").number("EXT-X-MEDIA-SEQUENCE"));
      assertInstanceOf(
          Resolution.Ready.class, readyAndReleased(stream.get(old, "video.m3u8", Directives.NONE)));
    }
  }

  @Test
  void aStreamThatEndsBeforeItCouldBeShownLeavesNothing() {
    try (TestStream stream = new TestStream(Preset.BALANCED.config())) {
      stream.publish(SOURCE.tracks());
      stream.play(SOURCE.arrivals(10_000, 10_700));
      Resolution waiting = stream.get(null, "index.m3u8", Directives.NONE);
      List<String> raised = new ArrayList<>();
      assertInstanceOf(Resolution.Wait.class, waiting);
      ((Resolution.Wait) waiting).signal().register(() -> raised.add("raised"));
      stream.publication().end(EndReason.KICKED);
      assertFalse(raised.isEmpty(), "whoever waits is told");
      assertInstanceOf(Resolution.Missing.class, stream.get(null, "index.m3u8", Directives.NONE));
      assertEquals(0, stream.budget.usedBytes());
    }
  }

  @Test
  void aSmallGapStretchesAPartAndALargeOneIsADiscontinuity() {
    try (TestStream stream = new TestStream(Preset.BALANCED.config())) {
      Source source = SOURCE.withoutAudio();
      stream.publish(source.tracks());
      stream.play(source.arrivals(10_000, 14_200));
      stream.play(source.arrivals(15_000, 17_300));
      PackagerAssert.counted(stream, 1, 0);
      assertEquals(17_300, endMs(stream), 600);
      stream.play(source.arrivals(19_500, 24_000));
      PackagerAssert.counted(stream, 1, 1);
      List<SegmentText> breaks =
          stream.playlist("video").segments.stream().filter(s -> s.discontinuity).toList();
      assertEquals(1, breaks.size());
      assertEquals(
          TestStream.START_WALL_MS + 9_500,
          breaks.get(0).programDateTime.toEpochMilli(),
          "the clock of the publication goes on");
    }
  }

  @Test
  void silentVideoLetsAudioGoOnAndThenWaitsForAKeyFrame() {
    try (TestStream stream = new TestStream(Preset.BALANCED.config())) {
      stream.publish(SOURCE.tracks());
      stream.play(SOURCE.arrivals(10_000, 14_200));
      int before = parts(stream.playlist("audio"));
      Source onlyAudio = SOURCE.withoutVideo();
      stream.play(onlyAudio.arrivals(14_208, 15_700));
      assertTrue(parts(stream.playlist("audio")) > before, "audio goes on by the clock");
      assertTrue(stream.origins.stats(TestStream.PATH).audioStalls() > 0);
      stream.play(onlyAudio.arrivals(15_701, 18_000));
      assertEquals(PlaybackStatus.WAITING_FOR_KEY_FRAME, stream.origins.status(TestStream.PATH));
      stream.play(SOURCE.arrivals(18_100, 22_000));
      assertEquals(PlaybackStatus.PLAYABLE, stream.origins.status(TestStream.PATH));
      for (String rendition : List.of("video", "audio")) {
        List<SegmentText> breaks =
            stream.playlist(rendition).segments.stream().filter(s -> s.discontinuity).toList();
        assertEquals(1, breaks.size(), rendition);
        assertEquals(4, breaks.get(0).msn, rendition);
      }
    }
  }

  @Test
  void missingAudioIsAGapAndReturnsInStep() {
    try (TestStream stream = new TestStream(Preset.BALANCED.config())) {
      stream.publish(SOURCE.tracks());
      Player audio = new Player(stream, "audio", 48_000);
      stream.play(SOURCE.arrivals(10_000, 14_000), audio::poll);
      stream.play(SOURCE.withoutAudio().arrivals(14_000, 24_000), audio::poll);
      stream.play(SOURCE.arrivals(24_000, 28_500), audio::poll);
      PlaylistText playlist = stream.playlist("audio");
      List<SegmentText> gaps = playlist.segments.stream().filter(s -> s.gap).toList();
      assertTrue(gaps.size() >= 4, playlist.text);
      assertEquals(stream.playlist("video").last().msn, playlist.last().msn);
      assertFalse(playlist.last().parts.isEmpty());
      assertEquals(gaps.size(), stream.origins.stats(TestStream.PATH).absentSegments());
    }
  }

  @Test
  void withoutKeyFramesSegmentsAreForcedAndStayWithinTheTargetDuration() {
    try (TestStream stream = new TestStream(Preset.BALANCED.config())) {
      Source source = SOURCE.withGop(2);
      stream.publish(source.tracks());
      Player video = new Player(stream, "video", 90_000);
      stream.play(source.arrivals(10_000, 16_000), video::poll);
      stream.play(source.withGop(8).arrivals(16_000, 30_000), video::poll);
      assertTrue(stream.origins.stats(TestStream.PATH).forcedCuts() >= 4);
    }
  }

  @Test
  void wantOfMemoryShortensTheWindowAndThenDropsParts() {
    HlsConfig config =
        new HlsConfig(
            Duration.ofSeconds(2),
            Duration.ofMillis(500),
            Duration.ofSeconds(16),
            64 << 10,
            1 << 20);
    try (TestStream stream = new TestStream(config)) {
      Source source = SOURCE.withoutAudio();
      stream.publish(source.tracks());
      stream.play(heavy(source, 1_500, 10_000, 40_000));
      PlaylistText shortened = stream.playlist("video");
      long listedMs = 0;
      for (SegmentText segment : shortened.complete()) {
        listedMs += segment.duration.movePointRight(3).longValue();
      }
      assertTrue(listedMs >= 6_000 && listedMs < 16_000, "listed: " + listedMs + " ms");
      assertEquals(0, stream.origins.stats(TestStream.PATH).droppedParts());
      assertTrue(stream.budget.usedBytes() <= (1 << 20) + (256 << 10));
      stream.play(heavy(source, 20_000, 40_000, 46_000));
      assertTrue(stream.origins.stats(TestStream.PATH).droppedParts() > 0);
      PlaylistText gaps = stream.playlist("video");
      assertTrue(gaps.segments.stream().anyMatch(segment -> segment.gap), gaps.text);
      stream.play(heavy(source, 100, 46_000, 60_000));
      assertFalse(stream.playlist("video").last().parts.get(0).gap(), "it recovers");
    }
  }

  @Test
  void framesBeforeTheFirstKeyFrameAndOfOtherTracksAreNotUsed() {
    try (TestStream stream = new TestStream(Preset.BALANCED.config())) {
      stream.publish(SOURCE.tracks());
      Track video = Source.videoTrack();
      for (int i = 0; i < 20; i++) {
        stream.write(frame(video, 9_000L + i * 33, false));
      }
      stream.write(frame(new Track(7, video.codec(), 90_000), 9_700, true));
      assertEquals(PlaybackStatus.WAITING_FOR_KEY_FRAME, stream.origins.status(TestStream.PATH));
      stream.play(SOURCE.arrivals(10_000, 13_000));
      assertEquals(20, stream.origins.stats(TestStream.PATH).droppedFrames());
    }
  }

  private static MediaFrame frame(Track track, long ms, boolean sync) {
    return new MediaFrame(track, ms * 90, ms * 90, 0, sync, Unpooled.buffer(16).writeZero(16));
  }

  /** The same times with frames of {@code bytes} each. */
  private static List<Source.Arrival> heavy(Source source, int bytes, long fromMs, long toMs) {
    List<Source.Arrival> heavy = new ArrayList<>();
    for (Source.Arrival arrival : source.arrivals(fromMs, toMs)) {
      MediaFrame frame = arrival.frame();
      heavy.add(
          new Source.Arrival(
              arrival.atMs(),
              new MediaFrame(
                  frame.track(),
                  frame.dtsTicks(),
                  frame.ptsTicks(),
                  0,
                  frame.isSync(),
                  Unpooled.buffer(bytes).writeZero(bytes))));
      frame.release();
    }
    return heavy;
  }

  private static SegmentText onlyBreak(PlaylistText playlist) {
    List<SegmentText> breaks =
        playlist.segments.stream().filter(segment -> segment.discontinuity).toList();
    assertEquals(1, breaks.size(), playlist.text);
    return breaks.get(0);
  }

  private static int parts(PlaylistText playlist) {
    return playlist.segments.stream().mapToInt(segment -> segment.parts.size()).sum();
  }

  private static double endMs(TestStream stream) {
    SegmentText last = stream.playlist("video").last();
    double ms = 10_000 + last.programDateTime.toEpochMilli() - TestStream.START_WALL_MS;
    for (PlaylistText.PartText part : last.parts) {
      ms += part.duration().movePointRight(3).doubleValue();
    }
    return ms;
  }

  private static void assertIncreasing(List<Fragment> fragments) {
    for (int i = 1; i < fragments.size(); i++) {
      assertTrue(fragments.get(i).startTicks() >= fragments.get(i - 1).endTicks());
    }
  }

  private static Resolution readyAndReleased(Resolution resolution) {
    TestStream.bytes(resolution);
    return resolution;
  }

  /** The counters of gaps. */
  private static final class PackagerAssert {
    static void counted(TestStream stream, long stretched, long breaks) {
      var stats = stream.origins.stats(TestStream.PATH);
      assertEquals(stretched, stats.stretchedParts(), stats::toString);
      assertEquals(breaks, stats.breaks(), stats::toString);
    }
  }
}
