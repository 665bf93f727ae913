package io.headrace.hls.origin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headrace.hls.origin.HlsConfig.Preset;
import io.headrace.hls.origin.PlaylistText.PartText;
import io.headrace.hls.origin.PlaylistText.SegmentText;
import io.headrace.hls.origin.Source.Arrival;
import io.headrace.media.codec.Colour;
import io.headrace.media.codec.HdrInfo;
import io.headrace.media.codec.Mp3Config;
import io.headrace.media.codec.OpaqueConfig;
import io.headrace.media.codec.OpusConfig;
import io.headrace.media.codec.TrackKind;
import io.headrace.media.frame.MediaFrame;
import io.headrace.media.frame.Track;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tracks that HLS cannot carry, tracks beside the first, and frames of any length. */
class OtherCodecsTest {
  private static final Source SOURCE = Source.USUAL;
  private static final Source PICTURES = SOURCE.withoutAudio();
  private static final Track SPEEX =
      new Track(1, new OpaqueConfig(TrackKind.AUDIO, "Speex", 11), 1_000);
  private static final Track VP6 =
      new Track(0, new OpaqueConfig(TrackKind.VIDEO, "VP6", 4), 90_000);
  private static final Track OPUS =
      new Track(1, OpusConfig.parse(bytes("0102380180bb0000000000")), 48_000);

  /** Milliseconds of successive packets: any that Opus has, in no order. */
  private static final int[] PACKET_MS = {20, 60, 10, 120, 20, 20, 5, 40, 60, 20, 80, 10};

  @Test
  void aStreamGoesOnWithWhatIsLeftAndNamesWhatIsNot() {
    try (TestStream stream = new TestStream(Preset.BALANCED.config())) {
      stream.publish(List.of(Source.videoTrack(), SPEEX));
      stream.write(new MediaFrame(SPEEX, 9_900, 9_900, 0, true, Unpooled.buffer(9).writeZero(9)));
      stream.play(PICTURES.arrivals(10_000, 14_000));
      assertEquals(PlaybackStatus.PLAYABLE, stream.origins.status(TestStream.PATH));
      assertEquals(
          List.of("audio: Speex cannot be carried by HLS"),
          stream.origins.leftOut(TestStream.PATH));
      assertFalse(stream.multivariant().contains("AUDIO"), stream.multivariant());
    }
  }

  @Test
  void soundAloneIsLeftOfAPictureThatCannotBeCarried() {
    try (TestStream stream = new TestStream(Preset.BALANCED.config())) {
      Source sounds = SOURCE.withoutVideo();
      stream.publish(List.of(VP6, sounds.audioTrack()));
      stream.write(new MediaFrame(VP6, 900_000, 900_000, 0, true, Unpooled.buffer(9).writeZero(9)));
      stream.play(sounds.arrivals(10_000, 16_000));
      assertEquals(PlaybackStatus.PLAYABLE, stream.origins.status(TestStream.PATH));
      assertEquals(
          List.of("video: VP6 cannot be carried by HLS"), stream.origins.leftOut(TestStream.PATH));
    }
  }

  @Test
  void aStreamOfWhichNothingIsLeftSaysWhy() {
    try (TestStream stream = new TestStream(Preset.BALANCED.config())) {
      Track mp3 = new Track(1, Mp3Config.ofFrame(bytes("fffb9464")), 48_000);
      stream.publish(List.of(VP6, mp3));
      assertEquals(PlaybackStatus.UNSUPPORTED_CODEC, stream.origins.status(TestStream.PATH));
      assertEquals(
          List.of("video: VP6 cannot be carried by HLS", "audio: MP3 cannot be carried by HLS"),
          stream.origins.leftOut(TestStream.PATH));
    }
  }

  @Test
  void whatWasLeftOutIsForgottenWhenItIsAnnouncedInAnotherCodec() {
    try (TestStream stream = new TestStream(Preset.BALANCED.config())) {
      stream.publish(List.of(Source.videoTrack(), SPEEX));
      stream.publication().announce(SOURCE.tracks());
      assertEquals(List.of(), stream.origins.leftOut(TestStream.PATH));
    }
  }

  @Test
  void dataAndTracksBesideTheFirstChangeNothing() {
    List<BigDecimal> expected;
    try (TestStream stream = new TestStream(Preset.BALANCED.config())) {
      stream.publish(SOURCE.tracks());
      stream.play(SOURCE.arrivals(10_000, 14_000));
      expected = timesOfParts(stream);
    }
    try (TestStream stream = new TestStream(Preset.BALANCED.config())) {
      Track secondVideo = new Track(2, Source.otherVideoTrack().codec(), 90_000);
      Track secondAudio = new Track(3, SOURCE.audioTrack().codec(), 48_000);
      List<Track> tracks = new ArrayList<>(SOURCE.tracks());
      tracks.addAll(List.of(secondVideo, secondAudio));
      stream.publish(tracks);
      for (Arrival arrival : SOURCE.arrivals(10_000, 14_000)) {
        MediaFrame frame = arrival.frame();
        Track beside = frame.isVideo() ? secondVideo : secondAudio;
        stream.write(copy(frame, beside));
        stream.write(copy(frame, Track.DATA));
        stream.write(frame);
      }
      assertEquals(expected, timesOfParts(stream));
      assertTrue(stream.multivariant().contains("avc1.4d401e,mp4a.40.2"), stream.multivariant());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void framesOfAnyLengthKeepTheirExactTimes(boolean besideVideo) {
    try (TestStream stream = new TestStream(Preset.BALANCED.config())) {
      List<Arrival> arrivals = new ArrayList<>(packets(10_000, 18_000));
      List<Track> tracks = new ArrayList<>(List.of(OPUS));
      if (besideVideo) {
        tracks.add(0, Source.videoTrack());
        arrivals.addAll(PICTURES.arrivals(10_000, 18_000));
        arrivals.sort(Comparator.comparingLong(Arrival::atMs));
      }
      stream.publish(tracks);
      stream.play(arrivals);
      stream.lose();
      List<Fragment> fragments = new ArrayList<>();
      for (SegmentText segment : stream.playlist("audio").complete()) {
        fragments.addAll(Fragment.parseAll(stream.fetch(segment.uri)));
      }
      assertTimesOf(packets(10_000, 18_000), fragments);
      assertEquals(0, stream.origins.stats(TestStream.PATH).breaks());
    }
  }

  @Test
  void partsAreMadeForTheFramesThatCameNotForTheOrdinaryOnes() {
    try (TestStream stream = new TestStream(Preset.BALANCED.config())) {
      stream.publish(List.of(OPUS));
      List<Arrival> arrivals = new ArrayList<>();
      for (int ms = 0; ms < 8_000; ms += 120) {
        arrivals.add(packet(10_000, ms, 120));
      }
      stream.play(arrivals);
      assertTrue(stream.playlist("audio").text.contains("PART-TARGET=0.480"));
      assertEquals(0, stream.origins.stats(TestStream.PATH).shortParts());
    }
  }

  @Test
  void otherColourBesideTheBitstreamNeedsAnotherInitializationSection() {
    try (TestStream stream = new TestStream(Preset.BALANCED.config())) {
      Track plain = Source.videoTrack();
      HdrInfo pq = new HdrInfo(new Colour(9, 16, 9, false), null, null);
      Track hdr = new Track(plain.id(), plain.codec(), plain.timescaleHz(), pq);
      stream.publish(List.of(plain));
      stream.play(PICTURES.arrivals(10_000, 14_000, plain, null));
      assertFalse(stream.multivariant().contains("VIDEO-RANGE"));
      stream.publication().announce(List.of(hdr));
      stream.play(PICTURES.arrivals(14_000, 18_000, hdr, null));
      List<SegmentText> segments = stream.playlist("video").complete();
      assertNotEquals(segments.get(0).map, segments.get(segments.size() - 1).map);
      assertTrue(stream.multivariant().contains(",VIDEO-RANGE=PQ"), stream.multivariant());
    }
  }

  private static List<BigDecimal> timesOfParts(TestStream stream) {
    return stream.playlist("video").segments.stream()
        .flatMap(segment -> segment.parts.stream())
        .map(PartText::duration)
        .toList();
  }

  private static void assertTimesOf(List<Arrival> sent, List<Fragment> fragments) {
    int frame = 0;
    long expected = fragments.get(0).startTicks();
    assertEquals(sent.get(0).frame().dtsTicks(), expected);
    for (Fragment fragment : fragments) {
      assertEquals(expected, fragment.startTicks());
      for (Fragment.Sample sample : fragment.samples()) {
        assertEquals(sent.get(frame).frame().durationTicks(), sample.durationTicks(), "" + frame);
        frame++;
      }
      expected = fragment.endTicks();
    }
    assertEquals(sent.size(), frame);
    sent.forEach(arrival -> arrival.frame().release());
  }

  private static List<Arrival> packets(int fromMs, int toMs) {
    List<Arrival> packets = new ArrayList<>();
    int ms = 0;
    for (int i = 0; fromMs + ms < toMs; i++) {
      int lengthMs = PACKET_MS[i % PACKET_MS.length];
      packets.add(packet(fromMs, ms, lengthMs));
      ms += lengthMs;
    }
    return packets;
  }

  private static Arrival packet(int fromMs, int ms, int lengthMs) {
    long ticks = (fromMs + ms) * 48L;
    ByteBuf data = Unpooled.buffer(20).writeZero(20);
    return new Arrival(ms, new MediaFrame(OPUS, ticks, ticks, lengthMs * 48, true, data));
  }

  private static MediaFrame copy(MediaFrame frame, Track track) {
    return new MediaFrame(
        track,
        frame.dtsTicks(),
        frame.ptsTicks(),
        frame.durationTicks(),
        frame.isSync(),
        frame.data().copy());
  }

  private static ByteBuf bytes(String hex) {
    return Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex));
  }
}
