package io.headrace.rtmp.relay;

import static io.headrace.rtmp.relay.RelayWorld.AUDIO;
import static io.headrace.rtmp.relay.RelayWorld.FROM_GOP;
import static io.headrace.rtmp.relay.RelayWorld.FROM_NEXT_KEY;
import static io.headrace.rtmp.relay.RelayWorld.VIDEO;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headrace.rtmp.relay.RelayWorld.Joined;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlayRelayTest {
  private final RelayWorld world = new RelayWorld().publish(VIDEO, AUDIO);

  @AfterEach
  void nothingIsHeldAtTheEnd() {
    world.assertNothingHeld();
  }

  @Test
  void aJoinerIsToldTheTracksAndGivenTheLastGopInOneFlush() {
    world.gop(10_000);
    List<String> gop = world.published();
    TestPlayer player = world.join();
    List<String> told = player.told();
    assertEquals("|RtmpSampleAccess true true 0", told.get(0));
    assertEquals(
        "onMetaData {videocodecid=7, width=1920, height=1080, framerate=30, audiocodecid=10,"
            + " audiosamplerate=48000, stereo=true, audiochannels=2, encoder=Headrace} 0",
        told.get(1));
    assertTrue(told.get(2).matches("v0 CONFIG .* 10000"), told.get(2));
    assertTrue(told.get(3).matches("a0 CONFIG .* 10000"), told.get(3));
    assertEquals(gop, told.subList(4, told.size()));
    assertEquals(1, player.flushes);
  }

  @Test
  void joinersAtEveryPositionGetAllFramesSinceTheLastKeyFrame() {
    List<TestPlayer> players = new ArrayList<>();
    List<Integer> joinedAt = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      players.add(world.join());
      joinedAt.add(world.published.size());
      world.video(10_000 + i * 40, i % 10 == 0);
      world.audio(10_005 + i * 40);
      if (i % 3 == 0) {
        world.audio(10_025 + i * 40);
      }
      world.batch();
    }
    List<String> all = world.published();
    for (int i = 0; i < players.size(); i++) {
      int from = joinedAt.get(i);
      while (from > 0 && !RelayWorld.isKey(all.get(from))) {
        from--;
      }
      if (joinedAt.get(i) > 0 && RelayWorld.isKey(all.get(joinedAt.get(i)))) {
        // It joined just before a key frame: the GOP before it was still the last.
        do {
          from--;
        } while (!RelayWorld.isKey(all.get(from)));
      }
      assertEquals(all.subList(from, all.size()), players.get(i).frames(), "joiner " + i);
    }
  }

  @Test
  void aJoinerThatWantsLittleDelayWaitsForTheNextKeyFrame() {
    world.gop(10_000);
    TestPlayer player = world.join(FROM_NEXT_KEY);
    assertEquals(4, player.told().size(), "access, metadata and two headers at once");
    world.video(10_400, false);
    world.audio(10_405);
    world.batch();
    assertEquals(List.of(), player.told());
    world.published();
    world.gop(10_440);
    assertEquals(world.published(), player.told());
  }

  @Test
  void aBatchWithAKeyFrameInTheMiddleBeginsThere() {
    TestPlayer player = world.join(FROM_NEXT_KEY);
    world.video(10_000, true);
    world.batch();
    player.told();
    TestPlayer late = world.join(FROM_NEXT_KEY);
    late.told();
    world.video(10_040, false);
    world.audio(10_041);
    world.video(10_080, true);
    world.audio(10_081);
    world.batch();
    List<String> all = world.published();
    assertEquals(all.subList(1, 5), player.told());
    assertEquals(all.subList(3, 5), late.told());
  }

  @Test
  void aStreamWithoutVideoStartsAtOnce() {
    world.announce(AUDIO);
    world.audio(10_000);
    world.batch();
    world.published();
    TestPlayer player = world.join();
    world.audio(10_021);
    world.batch();
    assertEquals(world.published(), player.frames());
  }

  @Test
  void ordinaryPlayersGetOneWriteAndOneFlushForEachBatch() {
    world.gop(10_000);
    TestPlayer one = world.join();
    TestPlayer other = world.join();
    one.writes = 0;
    one.flushes = 0;
    world.gop(10_400);
    assertEquals(10, one.writes);
    assertEquals(10, one.flushes);
    assertEquals(one.told(), other.told());
  }

  @Test
  void aBatchIsSentWhenItIsFullAlthoughMoreFramesAreAtHand() {
    TestPlayer player = world.join();
    int frames = 3 * BatchWriter.MAX_FRAMES;
    for (int i = 0; i < frames; i++) {
      world.frame(AUDIO, 10_000 + i, 0, true, 10);
      if (i == 0) {
        world.video(10_000, true);
      }
    }
    world.batch();
    assertEquals(4, player.writes, "the preamble and three batches");
    assertEquals(world.published().subList(1, frames + 1), player.frames());
  }

  @ParameterizedTest
  @ValueSource(longs = {0xFF_FFFFL, 0x1_0000_0000L, 0x2_00FF_FFFFL})
  void timeCrossesTheLimitsOfItsFields(long limitMs) {
    TestPlayer player = world.join();
    long fromMs = limitMs - 200;
    for (int i = 0; i < 10; i++) {
      int bytes = i % 3 == 0 ? 200_000 : 500;
      world.frame(VIDEO, fromMs + i * 40L, i % 2 == 0 ? 80 : -40, i % 5 == 0, bytes);
      world.frame(AUDIO, fromMs + i * 40L + 1, 0, true, 300);
      world.batch();
    }
    assertEquals(world.published(), player.frames());
  }

  @Test
  void aFrameThatFitsNoMessageLeavesAGapUpToTheNextKeyFrame() {
    world.gop(10_000);
    TestPlayer player = world.join();
    player.told();
    world.published();
    world.frame(VIDEO, 10_400, 0, false, 0xFF_FFFF - 4);
    world.video(10_440, false);
    world.audio(10_441);
    world.batch();
    assertEquals(world.published().subList(2, 3), player.told());
    assertEquals(1, world.stats.lostFrames());
    assertEquals(1, world.stats.keyFrameWaits());
    assertEquals(List.of(), world.join().frames(), "what follows a gap is no start");
    world.gop(10_480);
    assertEquals(world.published(), player.told());
  }

  @Test
  void thoseWhoLeaveGetNothingMoreAndTheLastOneEndsTheSubscription() {
    world.gop(10_000);
    Joined one = world.join(FROM_GOP, new TestPlayer());
    Joined other = world.join(FROM_GOP, new TestPlayer());
    assertEquals(2, world.stats.players());
    one.playback().leave();
    one.playback().leave();
    one.player().told();
    assertEquals(1, world.stats.players());
    world.gop(10_400);
    assertEquals(List.of(), one.player().told());
    assertEquals(1, world.stream().subscribers());
    other.playback().leave();
    world.settle();
    assertEquals(0, world.stream().subscribers());
    assertEquals(0, world.relays.size());
  }

  @Test
  void aPlayerThatLeavesBeforeItWasStartedGetsNothing() {
    world.gop(10_000);
    world.join();
    TestPlayer hasty = new TestPlayer();
    world.relays.join(world.stream(), hasty, FROM_GOP).leave();
    world.settle();
    world.gop(10_400);
    assertEquals(List.of(), hasty.told());
  }
}
