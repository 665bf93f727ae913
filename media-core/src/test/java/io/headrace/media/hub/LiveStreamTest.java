package io.headrace.media.hub;

import static io.headrace.media.hub.HubWorld.ALICE;
import static io.headrace.media.hub.HubWorld.ALICE_ELSEWHERE;
import static io.headrace.media.hub.HubWorld.ALICE_WITH_KEY;
import static io.headrace.media.hub.HubWorld.AUDIO;
import static io.headrace.media.hub.HubWorld.BOB;
import static io.headrace.media.hub.HubWorld.PATH;
import static io.headrace.media.hub.HubWorld.VIDEO;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headrace.media.frame.MediaFrame;
import io.headrace.media.hub.HubWorld.Outcome;
import io.headrace.media.hub.PublishOutcome.PublishRefusal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LiveStreamTest {
  private final HubWorld world = new HubWorld();

  @AfterEach
  void nothingIsHeldAtTheEnd() {
    world.assertNothingHeld();
  }

  @Test
  void tellsSinksTracksThenFramesThenBatchEnd() {
    Outcome alice = world.publish(ALICE, world.home);
    assertEquals(StreamState.IDLE, world.stream().state());
    alice.announce(VIDEO, AUDIO);
    assertEquals(StreamState.LIVE, world.stream().state());
    alice.write(AUDIO, 0, true);
    alice.write(VIDEO, 0, true);
    alice.write(VIDEO, 3_000, false);
    alice.flush();
    assertEquals(
        List.of("tracks of 1: [video, audio]", "a0!", "v0!", "v3000", "batch"), world.told());
    assertEquals(ALICE, world.stream().publisher());
    assertEquals(List.of(VIDEO, AUDIO), world.stream().tracks());
  }

  @Test
  void isHeldForTheGraceOfALossAndThenEnds() {
    Outcome alice = world.live(ALICE, world.home);
    alice.end(EndReason.LOST);
    LiveStream stream = world.stream();
    assertEquals(StreamState.HELD, stream.state());
    assertNull(stream.publisher());
    world.pass(Duration.ofMillis(14_999));
    assertEquals(StreamState.HELD, stream.state());
    world.pass(Duration.ofMillis(1));
    assertEquals(StreamState.ENDED, stream.state());
    assertNull(world.hub.find(PATH));
    assertEquals(List.of("tracks of 1: [video, audio]", "held", "ended"), world.told());
  }

  @Test
  void hasAShorterGraceAfterACleanStop() {
    world.live(ALICE, world.home).end(EndReason.STOPPED);
    LiveStream stream = world.stream();
    world.pass(Duration.ofMillis(2_999));
    assertEquals(StreamState.HELD, stream.state());
    world.pass(Duration.ofMillis(1));
    assertEquals(StreamState.ENDED, stream.state());
  }

  @Test
  void goesOnInTheSameGenerationWhenItsPublisherReturns() {
    world.live(ALICE, world.home).end(EndReason.LOST);
    LiveStream stream = world.stream();
    world.pass(Duration.ofSeconds(14));
    Outcome bob = world.live(BOB, world.home);
    assertSame(stream, world.stream());
    assertEquals(2, bob.publication().epoch());
    world.pass(Duration.ofSeconds(60));
    assertEquals(StreamState.LIVE, stream.state());
    assertEquals(
        List.of("tracks of 1: [video, audio]", "held", "tracks of 2: [video, audio]"),
        world.told());
  }

  @Test
  void staysHeldWhenTheOneWhoReturnsLeavesWithoutMedia() {
    world.live(ALICE, world.home).end(EndReason.LOST);
    Outcome again = world.publish(ALICE, world.home);
    again.end(EndReason.LOST);
    assertEquals(StreamState.HELD, world.stream().state());
    world.pass(Duration.ofSeconds(15));
    assertNull(world.hub.find(PATH));
    assertEquals(List.of("tracks of 1: [video, audio]", "held", "ended"), world.told());
  }

  @Test
  void beginsANewGenerationAfterTheEnd() {
    world.live(ALICE, world.home).end(EndReason.STOPPED);
    String generation = world.stream().generation();
    world.pass(Duration.ofSeconds(3));
    world.live(ALICE, world.other);
    assertNotEquals(generation, world.stream().generation());
    assertSame(world.other, world.stream().home());
  }

  @Test
  void endsAtOnceWithoutGraceAndWithoutMedia() {
    world.publish(ALICE, world.home).end(EndReason.LOST);
    assertNull(world.hub.find(PATH));
    HubWorld strict = new HubWorld(HubWorld.CONFIG.withGrace(Duration.ZERO, Duration.ofSeconds(3)));
    strict.live(ALICE, strict.home).end(EndReason.LOST);
    assertNull(strict.hub.find(PATH));
    strict.assertNothingHeld();
  }

  @Test
  void announcesAChangedTrackSetInTheSameEpoch() {
    Outcome alice = world.publish(ALICE, world.home);
    alice.announce(VIDEO);
    alice.write(VIDEO, 0, true);
    alice.announce(VIDEO, AUDIO);
    alice.write(AUDIO, 0, true);
    assertEquals(
        List.of("tracks of 1: [video]", "v0!", "tracks of 1: [video, audio]", "a0!"), world.told());
  }

  @Test
  void aKickEndsTheStreamAndTellsThePublisher() {
    Outcome alice = world.live(ALICE, world.home);
    world.stream().kick();
    world.settle();
    assertEquals(EndReason.KICKED, alice.revoked);
    assertNull(world.hub.find(PATH));
    alice.write(VIDEO, 0, true);
    alice.end(EndReason.LOST);
    assertEquals(List.of("tracks of 1: [video, audio]", "ended"), world.told());
  }

  @Test
  void whoAsksWhileTheStreamIsKickedGetsANewGeneration() {
    Outcome alice = world.new Outcome(world.other);
    Outcome bob = world.new Outcome(world.other);
    world.hub.publish(PATH, ALICE, world.other, alice);
    LiveStream kicked = world.stream();
    kicked.kick();
    world.hub.publish(PATH, BOB, world.other, bob);
    world.settle();
    assertEquals(StreamState.ENDED, kicked.state());
    assertEquals(EndReason.KICKED, alice.revoked);
    assertNotEquals(kicked, bob.publication().stream());
    assertEquals(StreamState.IDLE, world.stream().state());
  }

  @Test
  void refusesMoreStreamsThanItMayCarryAndThoseOnlyTheNewOnes() {
    world.live(ALICE, world.home);
    world.publish(new StreamPath("live/b"), ALICE, world.home);
    Outcome third = world.publish(new StreamPath("live/c"), ALICE, world.other);
    assertEquals(PublishRefusal.TOO_MANY_STREAMS, third.refusal);
    assertNull(world.publish(ALICE, world.home).refusal);
  }

  @Test
  void refusesNewStreamsWhenTheMemoryBudgetIsNearlyUsedUp() {
    assertTrue(world.budget.tryReserve(8_500));
    assertEquals(PublishRefusal.OUT_OF_MEMORY_BUDGET, world.publish(ALICE, world.home).refusal);
    world.budget.release(8_500);
    assertNull(world.publish(ALICE, world.home).refusal);
  }

  @Test
  void placesEachPublicationBehindAllBeforeItAndAsMuchLaterAsTimeHasPassed() {
    Outcome first = world.live(ALICE, world.home);
    assertEquals(10_000, first.publication().originMs());
    first.write(VIDEO, 20_000 * 90, true);
    first.end(EndReason.LOST);
    world.pass(Duration.ofSeconds(2));
    Outcome fast = world.live(ALICE, world.home);
    assertEquals(21_000, fast.publication().originMs());
    fast.write(VIDEO, 22_000 * 90, true);
    fast.end(EndReason.LOST);
    world.pass(Duration.ofSeconds(14));
    assertEquals(26_000, world.live(ALICE, world.home).publication().originMs());
  }

  @Test
  void releasesAFrameThatASinkFailedOn() {
    Outcome alice = world.live(ALICE, world.home);
    StreamSink faulty =
        new HubWorld.RecordingSink(world.told) {
          @Override
          public void onFrame(MediaFrame frame) {
            throw new IllegalStateException("faulty");
          }
        };
    world.home.run(() -> world.stream().attach(faulty));
    assertThrows(IllegalStateException.class, () -> alice.write(VIDEO, 0, true));
    assertEquals(0, world.budget.usedBytes());
  }

  // Takeover.

  @Test
  void refusesAStrangerWhileThePublisherIsActive() {
    Outcome alice = world.live(ALICE, world.home);
    world.pass(Duration.ofMillis(1_999));
    Outcome bob = world.publish(BOB, world.other);
    assertEquals(PublishRefusal.ALREADY_PUBLISHING, bob.refusal);
    assertNull(alice.revoked);
  }

  @Test
  void letsTheSameAddressReplaceItsConnectionAtOnce() {
    Outcome alice = world.live(ALICE, world.home);
    Outcome again = world.live(ALICE, world.other);
    assertEquals(EndReason.TAKEN_OVER, alice.revoked);
    assertEquals(2, again.publication().epoch());
    assertEquals(
        List.of("tracks of 1: [video, audio]", "held", "tracks of 2: [video, audio]", "batch"),
        world.told());
  }

  @Test
  void letsAStrangerReplaceAPublisherThatFellSilent() {
    Outcome alice = world.live(ALICE, world.home);
    world.pass(Duration.ofSeconds(1));
    alice.write(VIDEO, 0, true);
    world.pass(Duration.ofSeconds(2));
    Outcome bob = world.live(BOB, world.home);
    assertNull(bob.refusal);
    assertEquals(EndReason.TAKEN_OVER, alice.revoked);
  }

  @Test
  void doesNotTellAPublisherThatWentBeforeItWasReplaced() {
    Outcome alice = world.live(ALICE, world.other);
    Outcome again = world.new Outcome(world.home);
    world.home.run(() -> world.hub.publish(PATH, ALICE, world.home, again));
    alice.end(EndReason.STOPPED);
    assertNull(alice.revoked);
    assertNotNull(again.publication);
  }

  @Test
  void allowsOneTakeoverPerInterval() {
    world.live(ALICE, world.home);
    world.live(ALICE, world.home);
    world.pass(Duration.ofMillis(9_999));
    assertEquals(PublishRefusal.ALREADY_PUBLISHING, world.publish(ALICE, world.home).refusal);
    world.pass(Duration.ofMillis(1));
    assertNull(world.publish(ALICE, world.home).refusal);
  }

  @Test
  void ignoresWhatAReplacedPublicationStillSays() {
    Outcome alice = world.live(ALICE, world.home);
    Outcome again = world.live(ALICE, world.home);
    world.told();
    alice.write(VIDEO, 0, true);
    alice.announce(AUDIO);
    alice.flush();
    alice.end(EndReason.STOPPED);
    assertEquals(List.of(), world.told());
    assertEquals(StreamState.LIVE, world.stream().state());
    again.write(VIDEO, 0, true);
    assertEquals(List.of("v0!"), world.told());
  }

  @Test
  void tellsAPublisherThatListensLateThatItWasReplaced() {
    Outcome alice = world.live(ALICE, world.home);
    world.live(ALICE, world.home);
    EndReason[] late = {null};
    world.home.run(() -> alice.publication().listen(reason -> late[0] = reason));
    assertEquals(EndReason.TAKEN_OVER, late[0]);
  }

  // Another loop than home.

  @Test
  void handsFramesOverInOrderWithOneWakeUpPerBatch() {
    world.live(ALICE, world.home).end(EndReason.LOST);
    world.told();
    Outcome far = world.live(ALICE, world.other);
    far.write(VIDEO, 0, true);
    far.write(VIDEO, 3_000, false);
    far.flush();
    far.write(VIDEO, 6_000, false);
    far.flush();
    assertEquals(1, world.home.posted());
    assertEquals(
        List.of("tracks of 2: [video, audio]", "batch", "v0!", "v3000", "v6000", "batch"),
        world.told());
    far.write(VIDEO, 9_000, false);
    far.end(EndReason.LOST);
    assertEquals(List.of("v9000", "held"), world.told());
  }

  @Test
  void dropsToTheNextSyncFrameWhenHomeIsBehind() {
    world.publish(ALICE, world.home).announce(VIDEO);
    world.stream().kick();
    world.settle();
    world.live(ALICE, world.home).end(EndReason.LOST);
    Outcome far = world.live(ALICE, world.other);
    world.told();
    for (int i = 0; i < HubWorld.QUEUE_FRAMES + 10; i++) {
      far.write(VIDEO, i, i == 0);
    }
    far.write(AUDIO, 500, true);
    far.write(VIDEO, 600, true);
    far.flush();
    List<String> got = world.told();
    assertEquals(HubWorld.QUEUE_FRAMES + 1, got.size());
    assertEquals("v" + (HubWorld.QUEUE_FRAMES - 1), got.get(HubWorld.QUEUE_FRAMES - 1));
    assertEquals(12, world.stream().handOverDrops());
    far.write(VIDEO, 700, false);
    far.write(VIDEO, 800, true);
    far.flush();
    assertEquals(List.of("v800!", "batch"), world.told());
  }

  @Test
  void ignoresFramesOfAnOldEpochThatAreStillBetweenTheLoops() {
    world.live(ALICE, world.home).end(EndReason.LOST);
    Outcome far = world.live(ALICE, world.other);
    world.told();
    far.write(VIDEO, 0, true);
    far.flush();
    Outcome near = world.new Outcome(world.home);
    world.home.run(() -> world.hub.publish(PATH, ALICE, world.home, near));
    near.announce(VIDEO);
    assertEquals(List.of("held", "tracks of 3: [video]"), world.told());
    assertEquals(EndReason.TAKEN_OVER, far.revoked);
  }

  @Test
  void theSameKeyTakesOverFromAnotherAddress() {
    Outcome alice = world.live(ALICE_WITH_KEY, world.home);
    Outcome again = world.live(ALICE_ELSEWHERE, world.other);
    assertEquals(EndReason.TAKEN_OVER, alice.revoked);
    assertEquals(2, again.publication().epoch());
  }

  @Test
  void whereThereIsAKeyNeitherAddressNorSilenceReplacesIt() {
    world.live(ALICE_WITH_KEY, world.home);
    world.pass(Duration.ofSeconds(5));
    assertEquals(PublishRefusal.ALREADY_PUBLISHING, world.publish(ALICE, world.other).refusal);
    assertEquals(PublishRefusal.ALREADY_PUBLISHING, world.publish(BOB, world.other).refusal);
  }

  @Test
  void aHeldStreamWaitsForTheKeyItWasPublishedWith() {
    world.live(ALICE_WITH_KEY, world.home).end(EndReason.LOST);
    assertEquals(PublishRefusal.ALREADY_PUBLISHING, world.publish(BOB, world.other).refusal);
    Outcome again = world.live(ALICE_ELSEWHERE, world.other);
    assertEquals(2, again.publication().epoch());
  }

  @Test
  void countsSubscribers() {
    world.live(ALICE, world.home);
    LiveStream stream = world.stream();
    assertEquals(0, stream.subscribers());
    Subscription subscription = stream.subscribe(world.viewer, new HubWorld.RecordingConsumer());
    world.settle();
    assertEquals(1, stream.subscribers());
    world.viewer.run(subscription::close);
    world.settle();
    assertEquals(0, stream.subscribers());
  }

  @Test
  void whoWaitsIsToldOnceWhenTheStreamIsLive() {
    List<LiveStream> arrived = new ArrayList<>();
    world.hub.await(PATH, world.viewer, arrived::add);
    Outcome alice = world.publish(ALICE, world.home);
    assertEquals(List.of(), arrived);
    alice.announce(VIDEO);
    world.settle();
    assertEquals(List.of(world.stream()), arrived);
    alice.end(EndReason.LOST);
    world.live(ALICE, world.home);
    assertEquals(1, arrived.size());
  }

  @Test
  void whoWaitsForALiveStreamIsToldAtOnceUnlessItGaveUp() {
    world.live(ALICE, world.home);
    List<LiveStream> arrived = new ArrayList<>();
    world.hub.await(PATH, world.viewer, arrived::add);
    world.settle();
    assertEquals(1, arrived.size());
    StreamPath other = new StreamPath("live/other");
    world.hub.await(other, world.viewer, arrived::add).cancel();
    world.publish(other, BOB, world.other).announce(VIDEO);
    world.settle();
    assertEquals(1, arrived.size());
  }
}
