package io.headrace.hls.origin;

import io.headrace.hls.origin.HlsConfig.Preset;
import io.headrace.testkit.Golden;
import org.junit.jupiter.api.Test;

class StreamLifeTest {
  @Test
  void playlistsReadAsWritten() {
    try (TestStream stream = new TestStream(Preset.BALANCED.config())) {
      Source source = Source.USUAL.withBFrames(2);
      stream.publish(source.tracks());
      stream.play(source.arrivals(10_000, 18_800));
      stream.lose();
      stream.loop.clock.advance(java.time.Duration.ofSeconds(3));
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
}
