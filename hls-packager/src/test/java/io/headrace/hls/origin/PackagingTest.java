package io.headrace.hls.origin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headrace.hls.origin.HlsConfig.Preset;
import io.headrace.hls.origin.PlaylistText.SegmentText;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every kind of source through every preset, each version held against the rules. */
class PackagingTest {
  private static final int LEAST_RUN_MS = 22_000;

  record Case(Preset preset, Source source) {
    @Override
    public String toString() {
      String video =
          source.rateNum() == 0
              ? "no video"
              : String.format(
                  "%.3f fps, group %.2f s, %d B-frames",
                  (double) source.rateNum() / source.rateDen(),
                  source.gopMs() / 1_000,
                  source.bFrames());
      String audio =
          source.audioHz() == 0
              ? "no audio"
              : "audio " + source.audioHz() + " Hz leading " + source.audioLeadMs() + " ms";
      return preset + ", " + video + ", " + audio;
    }
  }

  static Stream<Case> cases() {
    List<Case> cases = new ArrayList<>();
    int[][] rates = {{24_000, 1_001}, {25, 1}, {30_000, 1_001}, {30, 1}, {50, 1}, {60_000, 1_001}};
    double[] groups = {0.5, 1, 1.5, 2, 8};
    for (Preset preset : Preset.values()) {
      int variant = 0;
      for (int[] rate : rates) {
        for (double group : groups) {
          Source source =
              new Source(rate[0], rate[1], 1, 0, variant % 3 == 1 ? 44_100 : 48_000, 0)
                  .withGop(group)
                  .withBFrames(variant % 4 == 3 ? 0 : variant % 4);
          cases.add(new Case(preset, source));
          variant++;
        }
      }
      cases.add(new Case(preset, Source.USUAL.withoutVideo()));
      cases.add(new Case(preset, Source.USUAL.withoutVideo().withAudioHz(44_100)));
      cases.add(new Case(preset, Source.USUAL.withoutAudio()));
      cases.add(new Case(preset, Source.USUAL.withGop(0.0)));
      for (long leadMs : new long[] {-400, -60, 60, 150}) {
        cases.add(new Case(preset, Source.USUAL.withGop(2).withAudioLead(leadMs)));
      }
    }
    return cases.stream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void everyVersionKeepsTheRules(Case tested) {
    Source source = tested.source();
    long endMs = Math.max(LEAST_RUN_MS, (long) (5 * (source.rateNum() > 0 ? source.gopMs() : 0)));
    try (TestStream stream = new TestStream(tested.preset().config())) {
      stream.publish(source.tracks());
      List<Player> players = new ArrayList<>();
      if (source.rateNum() > 0) {
        players.add(new Player(stream, "video", 90_000));
      }
      if (source.audioHz() > 0) {
        players.add(new Player(stream, "audio", source.audioHz()));
      }
      stream.play(source.arrivals(10_000, 10_000 + endMs), () -> players.forEach(Player::poll));
      for (Player player : players) {
        checkTimeline(player, endMs);
        assertEquals(0, player.shortParts(), player.rendition + ": L5");
      }
      if (players.size() > 1) {
        checkAlignment(players.get(0), players.get(1));
      }
      var stats = stream.origins.stats(TestStream.PATH);
      assertEquals(0, stats.shortParts() + stats.stretchedParts() + stats.audioStalls());
      assertEquals(0, stats.forcedCuts() + stats.breaks() + stats.absentSegments());
    }
  }

  /**
   * The tfdt chain is exact, sync frames are decoded when they are shown, few versions are lost.
   */
  private static void checkTimeline(Player player, long endMs) {
    List<Fragment> fragments = player.fragments();
    int shown = player.versions() + partsOfTheFirstVersion(player);
    assertTrue(shown >= fragments.size(), shown + " versions of " + fragments.size() + " parts");
    for (int i = 1; i < fragments.size(); i++) {
      assertEquals(
          fragments.get(i - 1).endTicks(), fragments.get(i).startTicks(), "the tfdt chain");
      assertEquals(fragments.get(i - 1).sequence() + 1, fragments.get(i).sequence());
    }
    for (Fragment fragment : fragments) {
      Fragment.Sample first = fragment.samples().get(0);
      if (first.sync()) {
        assertTrue(Math.abs(first.compositionOffsetTicks()) <= 180, "tfdt(IDR) = PTS(IDR)");
      }
    }
    Fragment last = fragments.get(fragments.size() - 1);
    long packagedMs =
        (last.endTicks() - fragments.get(0).startTicks()) * 1_000 / player.timescaleHz;
    assertTrue(packagedMs > endMs - 2_600, "packaged: " + packagedMs + " of " + endMs + " ms");
  }

  /** All that was there before anything could be shown came with one version. */
  private static int partsOfTheFirstVersion(Player player) {
    return player.segmentsSeen().get(0).parts.size() + 1;
  }

  private static void checkAlignment(Player video, Player audio) {
    List<SegmentText> ofVideo = video.segmentsSeen();
    List<SegmentText> ofAudio = audio.segmentsSeen();
    assertTrue(Math.abs(ofVideo.size() - ofAudio.size()) <= 1, "L12");
    for (int i = 0; i < Math.min(ofVideo.size(), ofAudio.size()); i++) {
      SegmentText v = ofVideo.get(i);
      SegmentText a = ofAudio.get(i);
      assertEquals(v.msn, a.msn);
      assertEquals(v.parts.size(), a.parts.size(), "parts of segment " + v.msn);
      long apartMs = java.time.Duration.between(v.programDateTime, a.programDateTime).toMillis();
      assertTrue(apartMs >= -1 && apartMs <= 25, "V4: audio starts " + apartMs + " ms later");
    }
  }
}
