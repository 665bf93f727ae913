package io.headrace.rtmp.relay;

import static io.headrace.rtmp.relay.RelayWorld.AUDIO;
import static io.headrace.rtmp.relay.RelayWorld.FROM_GOP;
import static io.headrace.rtmp.relay.RelayWorld.FURTHER_VIDEO;
import static io.headrace.rtmp.relay.RelayWorld.VIDEO;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headrace.rtmp.relay.RelayWorld.Joined;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RelayMemoryTest {
  private static final int LIMIT_BYTES = 4 << 20;

  @Test
  void theReserveGivesWayToWhatIsPlayed() {
    long budgetBytes = 6_000;
    RelayWorld world = new RelayWorld(PlayConfig.DEFAULT, budgetBytes).publish(VIDEO, AUDIO);
    TestPlayer player = world.join();
    world.gop(10_000);
    assertEquals(world.published(), player.frames());
    assertEquals(0, world.stats.lostFrames());
    assertEquals(List.of(), world.join().frames(), "no GOP is kept");
    world.assertNothingHeld();
  }

  @Test
  void withoutMemoryABatchIsLostAndAllWaitForTheNextKeyFrame() {
    RelayWorld world = new RelayWorld().publish(VIDEO, AUDIO);
    TestPlayer one = world.join();
    TestPlayer other = world.join();
    world.gop(10_000);
    one.told();
    other.told();
    world.published();
    long held = world.budget.limitBytes() - 500;
    world.budget.tryReserve(held - world.budget.usedBytes());
    long others = world.budget.usedBytes();
    world.frame(VIDEO, 10_400, 0, false, 50_000);
    world.audio(10_401);
    world.batch();
    assertEquals(List.of(), one.told());
    assertEquals(2, world.stats.lostFrames());
    assertEquals(2, world.stats.keyFrameWaits());
    assertTrue(world.budget.usedBytes() < others, "the reserve was given back");
    world.budget.release(world.budget.usedBytes());
    world.video(10_440, false);
    world.audio(10_441);
    world.batch();
    world.gop(10_480);
    List<String> published = world.published();
    assertEquals(published.subList(3, published.size()), one.told());
    assertEquals(published.subList(3, published.size()), other.told());
    world.assertNothingHeld();
  }

  @Test
  void aGopOfTooManyFramesIsNotKept() {
    RelayWorld world = new RelayWorld(RelayWorld.config(LIMIT_BYTES, LIMIT_BYTES, 12));
    world.publish(VIDEO, AUDIO);
    TestPlayer player = world.join();
    world.gop(10_000);
    assertEquals(world.published(), player.frames());
    TestPlayer late = world.join();
    assertEquals(List.of(), late.frames());
    assertEquals(0, world.budget.usedBytes());
    world.video(10_400, true);
    world.batch();
    List<String> published = world.published();
    assertEquals(published, late.frames());
    assertEquals(published, world.join().frames(), "it begins again with the next one");
    world.assertNothingHeld();
  }

  @Test
  void whatAPlayerHoldsStaysReservedUntilItLetsGoAlsoWhenItHasLeft() {
    RelayWorld world = new RelayWorld().publish(VIDEO, AUDIO);
    Joined joined = world.join(FROM_GOP, new TestPlayer());
    joined.player().reads = false;
    world.gop(10_000);
    joined.playback().leave();
    world.settle();
    world.pass(Duration.ofSeconds(5));
    assertEquals(0, world.relays.size());
    long held = world.budget.usedBytes();
    assertTrue(held > 10_000, "held: " + held);
    joined.player().send(Long.MAX_VALUE);
    world.pass(Duration.ofSeconds(1));
    assertEquals(0, world.budget.usedBytes());
    world.assertNothingHeld();
  }

  @Test
  void whatTheLoopWasTooSlowForIsCountedAndLeavesNoBrokenPicture() {
    RelayWorld world = new RelayWorld().publish(VIDEO, FURTHER_VIDEO);
    PlayOptions all = new PlayOptions(PlayStart.GOP_CACHE, true, true);
    TestPlayer player = world.join(all, new TestPlayer()).player();
    world.video(10_000, true);
    world.frame(FURTHER_VIDEO, 10_000, 0, true, 10);
    world.batch();
    player.told();
    world.published();
    int queued = 3_000;
    for (int i = 1; i <= queued; i++) {
      world.frame(VIDEO, 10_000 + i, 0, false, 10);
    }
    world.batch();
    world.frame(FURTHER_VIDEO, 14_000, 0, false, 10);
    world.frame(VIDEO, 14_001, 0, true, 10);
    world.frame(FURTHER_VIDEO, 14_002, 0, false, 10);
    world.frame(FURTHER_VIDEO, 14_003, 0, true, 10);
    world.batch();
    List<String> published = world.published();
    List<String> told = player.told();
    int got = told.size() - 2;
    assertTrue(got > 1_000 && got < queued);
    assertEquals(published.subList(0, got), told.subList(0, got));
    assertEquals(
        List.of(published.get(queued + 1), published.get(queued + 3)),
        told.subList(got, told.size()),
        "each track goes on with its own key frame");
    assertEquals(queued + 1 - got, world.stats.lostFrames());
    world.assertNothingHeld();
  }
}
