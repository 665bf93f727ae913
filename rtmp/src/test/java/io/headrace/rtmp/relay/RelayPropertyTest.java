package io.headrace.rtmp.relay;

import static io.headrace.rtmp.relay.RelayWorld.AUDIO;
import static io.headrace.rtmp.relay.RelayWorld.SMALL_VIDEO;
import static io.headrace.rtmp.relay.RelayWorld.VIDEO;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headrace.media.frame.Track;
import io.headrace.rtmp.relay.RelayWorld.Joined;
import io.headrace.testkit.Seeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Players come, go, pause and are slow at random while a stream is published with batches, sizes,
 * key frames and configurations at random. What each must get is worked out frame by frame.
 */
class RelayPropertyTest {
  private static final int STEPS = 300;
  private static final int SOFT_BYTES = 60_000;
  private static final int HARD_BYTES = 150_000;

  static LongStream seeds() {
    return LongStream.concat(LongStream.rangeClosed(1, 8), LongStream.of(Seeds.next("relay.seed")));
  }

  /** A player and what it must have got, if it is an ordinary one. */
  private static final class Watched {
    final Joined joined;
    final boolean ordinary;
    final List<String> got = new ArrayList<>();
    final List<String> expected = new ArrayList<>();
    boolean begun;
    boolean awaitsKey = true;
    boolean left;

    Watched(Joined joined, boolean ordinary, List<String> gop) {
      this.joined = joined;
      this.ordinary = ordinary;
      if (!gop.isEmpty()) {
        expected.addAll(gop);
        begun = true;
        awaitsKey = false;
      }
    }

    void onPublished(String frame) {
      if (RelayWorld.isKey(frame)) {
        begun = true;
        awaitsKey = false;
      }
      if (begun && !(awaitsKey && frame.startsWith("v0"))) {
        expected.add(frame);
      }
    }

    void read() {
      got.addAll(joined.player().frames());
    }
  }

  private static long slowOnes;
  private static long givenUp;

  private SplittableRandom random = new SplittableRandom();
  private RelayWorld world = new RelayWorld();
  private final List<Watched> all = new ArrayList<>();
  private final List<String> published = new ArrayList<>();
  private final List<String> gop = new ArrayList<>();
  private Track video = VIDEO;
  private long nowMs;

  @ParameterizedTest
  @MethodSource("seeds")
  void everyPlayerGetsWhatIsItsDue(long seed) {
    random = new SplittableRandom(seed);
    world = new RelayWorld(RelayWorld.config(SOFT_BYTES, HARD_BYTES)).publish(VIDEO, AUDIO);
    nowMs = random.nextBoolean() ? 10_000 : 0xFF_FFFFL - 5_000;
    for (int i = 0; i < STEPS; i++) {
      step();
    }
    all.forEach(Watched::read);
    all.stream().filter(watched -> watched.ordinary).forEach(RelayPropertyTest::checkOrdinary);
    all.forEach(this::checkOrder);
    slowOnes += world.stats.keyFrameWaits();
    givenUp += world.stats.disconnectedSlow();
    world.assertNothingHeld();
  }

  private void step() {
    int dice = random.nextInt(100);
    if (dice < 6) {
      boolean ordinary = random.nextInt(3) > 0;
      Joined joined = world.join(RelayWorld.FROM_GOP, new TestPlayer());
      joined.player().reads = ordinary;
      all.add(new Watched(joined, ordinary, gop));
    } else if (dice < 10) {
      leaveOne();
    } else if (dice < 11) {
      video = video == VIDEO ? SMALL_VIDEO : VIDEO;
      world.announce(video, AUDIO);
      gop.clear();
      all.forEach(watched -> watched.awaitsKey = true);
    } else if (dice < 25) {
      unsteady();
    } else {
      batch();
    }
  }

  private void leaveOne() {
    if (!all.isEmpty()) {
      Watched leaving = all.get(random.nextInt(all.size()));
      leaving.joined.playback().leave();
      leaving.left = true;
      world.settle();
    }
  }

  /** Something happens to those who are not ordinary. */
  private void unsteady() {
    for (Watched watched : all) {
      if (!watched.ordinary && !watched.left) {
        switch (random.nextInt(4)) {
          case 0 -> watched.joined.player().send(random.nextInt(300_000));
          case 1 -> watched.joined.playback().pause(random.nextBoolean());
          case 2 -> watched.joined.playback().receiveVideo(random.nextInt(4) > 0);
          default -> watched.joined.playback().receiveAudio(random.nextInt(4) > 0);
        }
      }
    }
  }

  private void batch() {
    int frames = 1 + random.nextInt(6);
    for (int i = 0; i < frames; i++) {
      nowMs += random.nextInt(30);
      if (random.nextBoolean()) {
        int bytes = random.nextInt(20) == 0 ? random.nextInt(150_000) : random.nextInt(3_000);
        boolean key = random.nextInt(30) == 0;
        world.frame(video, nowMs, random.nextInt(-40, 200), key, 4 + bytes);
      } else {
        world.frame(AUDIO, nowMs, 0, true, 4 + random.nextInt(400));
      }
      nowMs++;
    }
    world.batch();
    world.pass(Duration.ofMillis(random.nextInt(100)));
    for (String frame : world.published()) {
      published.add(frame);
      if (RelayWorld.isKey(frame)) {
        gop.clear();
      }
      if (RelayWorld.isKey(frame) || !gop.isEmpty()) {
        gop.add(frame);
      }
      all.stream().filter(watched -> !watched.left).forEach(w -> w.onPublished(frame));
    }
  }

  @AfterAll
  static void slowPlayersWereAmongThem() {
    assertTrue(slowOnes > 0);
    assertTrue(givenUp > 0);
  }

  private static void checkOrdinary(Watched watched) {
    int common = Math.min(watched.expected.size(), watched.got.size());
    for (int i = 0; i < common; i++) {
      assertEquals(watched.expected.get(i), watched.got.get(i), "frame " + i);
    }
    assertEquals(watched.expected.size(), watched.got.size());
  }

  /** Nothing twice, nothing out of order, and after a gap in the video a key frame. */
  private void checkOrder(Watched watched) {
    Map<String, Integer> positions = new HashMap<>();
    for (int i = 0; i < published.size(); i++) {
      positions.put(published.get(i), i);
    }
    int last = -1;
    int lastVideo = -1;
    for (String frame : watched.got) {
      int at = positions.get(frame);
      assertTrue(at > last, "in order");
      last = at;
      if (frame.startsWith("v0")) {
        boolean gap = lastVideo < 0 || videoBetween(lastVideo + 1, at);
        assertTrue(RelayWorld.isKey(frame) || !gap, "a key frame after a gap");
        lastVideo = at;
      }
    }
  }

  private boolean videoBetween(int from, int to) {
    return published.subList(from, to).stream().anyMatch(frame -> frame.startsWith("v0"));
  }
}
