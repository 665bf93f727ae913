package io.headrace.hls.origin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headrace.hls.origin.HlsConfig.Preset;
import io.headrace.hls.origin.HlsRequest.Directives;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** When a stream's kinds of tracks change, viewers get a new generation instead of silence. */
class GenerationsTest {
  private static final Source BOTH = Source.USUAL;
  private static final Source VIDEO = BOTH.withoutAudio();
  private static final Source AUDIO = BOTH.withoutVideo();

  static Stream<Arguments> changes() {
    return Stream.of(
        Arguments.of(BOTH, VIDEO, List.of("video")),
        Arguments.of(BOTH, AUDIO, List.of("audio")),
        Arguments.of(VIDEO, BOTH, List.of("video", "audio")),
        Arguments.of(VIDEO, AUDIO, List.of("audio")),
        Arguments.of(AUDIO, BOTH, List.of("video", "audio")),
        Arguments.of(AUDIO, VIDEO, List.of("video")));
  }

  @ParameterizedTest
  @MethodSource("changes")
  void aReturnWithOtherTracksBeginsAnew(Source first, Source second, List<String> renditions) {
    try (TestStream stream = new TestStream(Preset.BALANCED.config())) {
      stream.publish(first.tracks());
      stream.play(first.arrivals(10_000, 15_000));
      String old = generation(stream);
      stream.lose();
      stream.loop.clock.advance(Duration.ofSeconds(2));
      stream.publish(second.tracks());
      stream.play(second.arrivals(17_000, 21_500));

      assertEquals(PlaybackStatus.PLAYABLE, stream.origins.status(TestStream.PATH));
      String renewed = generation(stream);
      assertNotEquals(old, renewed);
      assertEquals(
          renditions,
          Stream.of("video", "audio")
              .filter(name -> stream.multivariant().contains(name))
              .toList());
      for (String rendition : renditions) {
        assertFalse(playlist(stream, renewed, rendition).endList);
      }
      assertTrue(playlist(stream, old, first == AUDIO ? "audio" : "video").endList);
      stream.loop.clock.advance(Duration.ofSeconds(30));
      assertInstanceOf(Resolution.Missing.class, stream.get(old, "video.m3u8", Directives.NONE));
    }
  }

  @Test
  void audioThatComesWhenNobodyWaitsForItAnyMoreBeginsAnew() {
    try (TestStream stream = new TestStream(Preset.BALANCED.config())) {
      stream.publish(BOTH.tracks());
      stream.play(VIDEO.arrivals(10_000, 16_000));
      String silent = generation(stream);
      assertFalse(stream.multivariant().contains("audio"));
      stream.play(BOTH.arrivals(16_000, 21_000));
      assertTrue(stream.multivariant().contains("audio"));
      assertTrue(playlist(stream, silent, "video").endList);
    }
  }

  @Test
  void theSameTracksGoOnWithTheGeneration() {
    try (TestStream stream = new TestStream(Preset.BALANCED.config())) {
      stream.publish(BOTH.tracks());
      stream.play(BOTH.arrivals(10_000, 15_000));
      String old = generation(stream);
      stream.lose();
      stream.publish(BOTH.tracks());
      stream.play(BOTH.arrivals(17_000, 20_000));
      assertEquals(old, generation(stream));
      assertEquals(stream.stream().generation(), old);
    }
  }

  @Test
  void aBoundedNumberOfGenerationsIsKept() {
    try (TestStream stream = new TestStream(Preset.BALANCED.config())) {
      long fromMs = 10_000;
      String first = "";
      for (int i = 0; i < 12; i++) {
        Source source = i % 2 == 0 ? VIDEO : AUDIO;
        stream.publish(source.tracks());
        for (Source.Arrival arrival : source.arrivals(fromMs, fromMs + 4_500)) {
          stream.write(arrival.frame()); // as fast as it goes
        }
        first = i == 0 ? generation(stream) : first;
        stream.lose();
        fromMs += 6_000;
      }
      assertInstanceOf(Resolution.Missing.class, stream.get(first, "video.m3u8", Directives.NONE));
      assertTrue(playlist(stream, generation(stream), "audio").segments.size() > 1);
    }
  }

  private static String generation(TestStream stream) {
    String generation = String.valueOf(stream.origins.generation(TestStream.PATH));
    assertTrue(stream.multivariant().contains(generation + "/"));
    return generation;
  }

  private static PlaylistText playlist(TestStream stream, String generation, String rendition) {
    return PlaylistText.parse(
        TestStream.bytes(stream.get(generation, rendition + ".m3u8", Directives.NONE)));
  }
}
