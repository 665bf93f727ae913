package io.headrace.hls.origin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headrace.hls.origin.HlsConfig.Preset;
import io.headrace.hls.origin.PlaylistText.SegmentText;
import io.headrace.media.frame.MediaFrame;
import io.headrace.media.frame.Track;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Publishers that no encoder maker would own up to: the stream survives them in bounds. */
class BrokenSourceTest {
  private static final Source SOURCE = Source.USUAL;

  @Test
  void aSegmentIsForcedToEndWhereItsLastPartEnded() {
    try (TestStream stream = new TestStream(Preset.BALANCED.config())) {
      Source source = SOURCE.withoutAudio().withGop(2);
      stream.publish(source.tracks());
      stream.play(source.arrivals(10_000, 14_000));
      // The frame at 16.000 begins a part; the next shows that it lasts beyond the segment.
      stream.play(source.withGop(8).arrivals(14_000, 16_010));
      stream.write(frame(Source.videoTrack(), 16_550, false));
      stream.play(source.arrivals(17_000, 19_100));
      assertEquals(1, stream.origins.stats(TestStream.PATH).forcedCuts());
      SegmentText forced = stream.playlist("video").segments.get(2);
      assertEquals(2_000, forced.duration.movePointRight(3).intValueExact());
    }
  }

  @ParameterizedTest
  @CsvSource({"3, 2", "8, 5", "2, 2", "10, 4", "1, 1"})
  void audioAloneIsCutByEverySegmentAndPartThatMayBeConfigured(long segmentS, long partS) {
    HlsConfig config =
        new HlsConfig(
            Duration.ofSeconds(segmentS),
            Duration.ofSeconds(partS),
            Duration.ofSeconds(60),
            512 << 10,
            64 << 20);
    try (TestStream stream = new TestStream(config)) {
      Source audio = SOURCE.withoutVideo();
      stream.publish(audio.tracks());
      stream.play(audio.arrivals(10_000, 60_000));
      PlaylistText playlist = stream.playlist("audio");
      for (SegmentText segment : playlist.complete()) {
        long limitMs = playlist.number("EXT-X-TARGETDURATION") * 1_000 + 500;
        assertTrue(segment.duration.movePointRight(3).longValue() < limitMs, playlist.text);
      }
      assertTrue(playlist.complete().size() > 3, playlist.text);
    }
  }

  @Test
  void audioThatStepsBackIsDropped() {
    try (TestStream stream = new TestStream(Preset.BALANCED.config())) {
      stream.publish(SOURCE.tracks());
      stream.play(SOURCE.arrivals(10_000, 15_000));
      stream.play(SOURCE.withoutVideo().arrivals(14_900, 15_000));
      stream.play(SOURCE.arrivals(15_000, 18_000));
      assertTrue(stream.origins.stats(TestStream.PATH).lateAudioFrames() >= 4);
      assertEquals(PlaybackStatus.PLAYABLE, stream.origins.status(TestStream.PATH));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1_500, 3_000, 6_000})
  void audioThatLeadsForGoodHarmsNoVideo(long leadMs) {
    try (TestStream stream = new TestStream(Preset.BALANCED.config())) {
      Source source = SOURCE.withAudioLead(leadMs);
      stream.publish(source.tracks());
      stream.play(source.arrivals(10_000, 40_000));
      assertEquals(0, stream.origins.stats(TestStream.PATH).breaks());
      assertEquals(0, stream.origins.stats(TestStream.PATH).droppedFrames());
      PlaylistText audio = stream.playlist("audio");
      assertTrue(audio.segments.stream().noneMatch(segment -> segment.gap), audio.text);
      assertEquals(stream.playlist("video").last().msn, audio.last().msn);
    }
  }

  @Test
  void audioOutOfReachIsDropped() {
    try (TestStream stream = new TestStream(Preset.BALANCED.config())) {
      Source source = SOURCE.withAudioLead(11_000);
      stream.publish(source.tracks());
      stream.play(source.arrivals(10_000, 40_000));
      assertEquals(0, stream.origins.stats(TestStream.PATH).breaks());
      assertTrue(stream.origins.stats(TestStream.PATH).droppedFrames() > 0);
    }
  }

  @Test
  void initializationSectionsGoWithTheLastSegmentThatNeedsThem() {
    try (TestStream stream = new TestStream(Preset.BALANCED.config())) {
      Source source = SOURCE.withoutAudio();
      stream.publish(source.tracks());
      List<Track> configurations = List.of(Source.videoTrack(), Source.otherVideoTrack());
      stream.play(source.arrivals(10_000, 13_000));
      String first = stream.playlist("video").segments.get(0).map;
      TestStream.bytes(stream.get(first));
      for (int i = 1; i < 40; i++) {
        long fromMs = 10_000 + i * 3_000;
        stream.play(source.arrivals(fromMs, fromMs + 3_000, configurations.get(i % 2), null));
      }
      assertInstanceOf(Resolution.Missing.class, stream.get(first));
      for (SegmentText segment : stream.playlist("video").segments) {
        assertTrue(TestStream.bytes(stream.get(segment.map)).length > 0);
      }
    }
  }

  @Test
  void aStormOfBreaksListsABoundedNumberOfSegments() {
    try (TestStream stream = new TestStream(Preset.BALANCED.config())) {
      Source source = SOURCE.withoutAudio();
      stream.publish(source.tracks());
      stream.play(source.arrivals(10_000, 13_000));
      for (int i = 1; i <= 1_000; i++) {
        stream.write(frame(Source.videoTrack(), 13_000 + i * 2_000L, true));
      }
      assertEquals(1_000, stream.origins.stats(TestStream.PATH).breaks());
      assertEquals(64, stream.playlist("video").complete().size());
      assertTrue(stream.budget.usedBytes() < 4 << 20);
    }
  }

  private static MediaFrame frame(Track track, long ms, boolean sync) {
    return new MediaFrame(track, ms * 90, ms * 90, 0, sync, Unpooled.buffer(16).writeZero(16));
  }
}
