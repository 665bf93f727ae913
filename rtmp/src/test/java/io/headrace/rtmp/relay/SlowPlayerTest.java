package io.headrace.rtmp.relay;

import static io.headrace.rtmp.relay.RelayWorld.AUDIO;
import static io.headrace.rtmp.relay.RelayWorld.FROM_GOP;
import static io.headrace.rtmp.relay.RelayWorld.VIDEO;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headrace.rtmp.relay.RelayWorld.Joined;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A GOP has about 11,000 bytes: ten pictures and their sound. */
class SlowPlayerTest {
  private static final int SOFT_BYTES = 20_000;
  private static final int HARD_BYTES = 40_000;

  private final RelayWorld world =
      new RelayWorld(RelayWorld.config(SOFT_BYTES, HARD_BYTES)).publish(VIDEO, AUDIO);
  private final TestPlayer healthy = world.join();
  private final Joined joined = world.join(FROM_GOP, new TestPlayer());
  private final TestPlayer slow = joined.player();

  @AfterEach
  void nothingIsHeldAtTheEnd() {
    world.assertNothingHeld();
  }

  private static List<String> audioOf(List<String> lines) {
    return lines.stream().filter(line -> line.startsWith("a0")).toList();
  }

  @Test
  void losesVideoUpToAKeyFrameKeepsItsAudioAndDisturbsNobody() {
    world.gop(10_000);
    healthy.told();
    slow.told();
    world.published();
    slow.reads = false;
    for (int i = 1; i <= 3; i++) {
      world.gop(10_000 + i * 400);
    }
    List<String> published = world.published();
    assertEquals(published, healthy.told());
    List<String> got = slow.told();
    int cut = 0;
    while (got.get(cut).equals(published.get(cut))) {
      cut++;
    }
    assertTrue(cut > 30 && cut < 50, "cut at " + cut);
    List<String> rest = published.subList(cut, published.size());
    assertEquals(audioOf(rest), got.subList(cut, got.size()), "audio goes on");
    assertEquals(1, world.stats.keyFrameWaits());
    assertEquals(rest.size() - audioOf(rest).size(), world.stats.droppedVideoFrames());

    slow.reads = true;
    slow.flush();
    world.video(11_600, false);
    world.audio(11_601);
    world.batch();
    world.gop(11_640);
    published = world.published();
    assertEquals(published, healthy.told());
    assertEquals(published.subList(1, published.size()), slow.told(), "from the key frame on");
    assertEquals(1, world.stats.keyFrameWaits());
    assertEquals(0, world.stats.disconnectedSlow());
  }

  @Test
  void aKeyFrameIsNotGivenBeforeWhatIsLateHasGone() {
    slow.reads = false;
    world.gop(10_000);
    world.gop(10_400);
    slow.told();
    slow.send(2_000);
    world.published();
    world.gop(10_800);
    assertEquals(audioOf(world.published()), slow.told());
    slow.send(slow.unsentBytes() - 1);
    world.gop(11_200);
    assertEquals(10, audioOf(slow.told()).size());
  }

  @Test
  void isDisconnectedAboveTheHardLimit() {
    slow.reads = false;
    for (int i = 0; slow.told().stream().noneMatch(line -> line.startsWith("too slow")); i++) {
      world.gop(10_000 + i * 400);
      assertTrue(i < 40);
    }
    assertEquals(1, world.stats.disconnectedSlow());
    assertEquals(1, world.stats.players());
    assertEquals(world.published(), healthy.frames());
  }

  @Test
  void isDisconnectedWhenItSendsNothingAlsoWhenNothingIsPublished() {
    slow.reads = false;
    world.gop(10_000);
    slow.told();
    world.pass(Duration.ofSeconds(9));
    assertEquals(List.of(), slow.told());
    world.pass(Duration.ofSeconds(2));
    assertEquals(List.of("too slow: it was stuck or behind for 10 s"), slow.told());
    assertEquals(1, world.stats.disconnectedSlow());
    assertEquals(1, world.stats.players());
  }

  @Test
  void losesVideoWhenItsBacklogIsOldHoweverSmall() {
    world.gop(10_000);
    slow.told();
    slow.reads = false;
    world.video(10_400, false);
    world.batch();
    world.pass(Duration.ofSeconds(1));
    assertEquals(0, world.stats.keyFrameWaits());
    world.pass(Duration.ofSeconds(2));
    assertEquals(1, world.stats.keyFrameWaits());
  }

  @Test
  void mayLeaveWhileItIsGivenUp() {
    slow.whenTooSlow = joined.playback()::leave;
    slow.reads = false;
    world.gop(10_000);
    world.pass(Duration.ofSeconds(20));
    assertEquals(1, world.stats.disconnectedSlow());
    assertEquals(1, world.stats.players());
  }

  @Test
  void theLastPlayerToBeGivenUpEndsTheRelayInTheMiddleOfABatch() {
    RelayWorld alone = new RelayWorld(RelayWorld.config(10, 10)).publish(AUDIO);
    TestPlayer player = alone.join();
    player.reads = false;
    alone.audio(10_000);
    alone.batch();
    alone.audio(10_020);
    alone.batch();
    assertTrue(player.told().contains("too slow: more than 10 bytes are unsent"));
    assertEquals(0, alone.relays.size());
    alone.assertNothingHeld();
  }

  @Test
  void whatItIsGivenOnJoiningDoesNotMakeItSlow() {
    world.gop(10_000);
    world.gop(10_400);
    for (int i = 0; i < 20; i++) {
      world.frame(VIDEO, 10_800 + i, 0, false, 10_000);
    }
    world.batch();
    world.published();
    TestPlayer late = new TestPlayer();
    late.reads = false;
    world.join(FROM_GOP, late);
    assertTrue(late.unsentBytes() > HARD_BYTES);
    late.told();
    for (int i = 0; i < 10; i++) {
      world.video(10_840 + i, false);
      world.batch();
    }
    assertEquals(world.published(), late.told());
  }

  @Test
  void itsQueueOfAudioDoesNotHoldTheVideoInMemory() {
    world.gop(10_000);
    slow.reads = false;
    for (int i = 1; i <= 12; i++) {
      world.gop(10_000 + i * 400);
    }
    long gopBytes = 12_000;
    long used = world.budget.usedBytes();
    assertTrue(slow.unsentBytes() > SOFT_BYTES);
    assertTrue(used <= slow.unsentBytes() + 2 * gopBytes, used + " bytes of 140,000 published");
  }

  @Test
  void severalSlowPlayersShareWhatTheyAreGiven() {
    Joined other = world.join(FROM_GOP, new TestPlayer());
    world.gop(10_000);
    Stream.of(slow, other.player()).forEach(player -> player.reads = false);
    for (int i = 1; i <= 12; i++) {
      world.gop(10_000 + i * 400);
    }
    assertEquals(slow.told(), other.player().told());
    assertTrue(world.budget.usedBytes() < slow.unsentBytes() + 24_000);
  }
}
