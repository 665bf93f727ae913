package io.headrace.media.hub;

import static io.headrace.media.hub.HubWorld.ALICE;
import static io.headrace.media.hub.HubWorld.AUDIO;
import static io.headrace.media.hub.HubWorld.QUEUE_FRAMES;
import static io.headrace.media.hub.HubWorld.VIDEO;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headrace.media.hub.HubWorld.Outcome;
import io.headrace.media.hub.HubWorld.RecordingConsumer;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SubscriptionTest {
  private final HubWorld world = new HubWorld();
  private final RecordingConsumer consumer = new RecordingConsumer();
  private final Outcome alice = world.live(ALICE, world.home);
  private final LiveStream stream = world.stream();

  @AfterEach
  void nothingIsHeldAtTheEnd() {
    world.assertNothingHeld();
  }

  @Test
  void startsWithTheTracksAndTheGopSoFar() {
    alice.write(VIDEO, 0, true);
    alice.write(VIDEO, 3_000, false);
    alice.write(VIDEO, 6_000, true);
    alice.write(AUDIO, 3_200, true);
    alice.write(VIDEO, 9_000, false);
    subscribe();
    assertEquals(
        List.of("tracks of 1: [video, audio]", "v6000!", "a3200!", "v9000", "LIVE", "batch"),
        consumer.told());
    alice.write(VIDEO, 12_000, false);
    alice.flush();
    world.settle();
    assertEquals(List.of("v12000", "batch"), consumer.told());
  }

  @Test
  void waitsForASyncFrameWhereThereIsNoGop() {
    alice.write(VIDEO, 0, false);
    subscribe();
    alice.write(VIDEO, 3_000, false);
    alice.write(AUDIO, 3_000, true);
    alice.write(VIDEO, 6_000, true);
    alice.write(AUDIO, 6_000, true);
    alice.flush();
    world.settle();
    assertEquals(
        List.of("tracks of 1: [video, audio]", "LIVE", "batch", "v6000!", "a6000!", "batch"),
        consumer.told());
    assertEquals(0, stream.subscriberDrops());
  }

  @Test
  void startsAtAnyFrameOfAStreamWithoutVideo() {
    alice.announce(AUDIO);
    subscribe();
    alice.write(AUDIO, 0, true);
    alice.flush();
    world.settle();
    assertEquals(List.of("tracks of 1: [audio]", "LIVE", "batch", "a0!", "batch"), consumer.told());
  }

  @Test
  void isWokenOncePerBatch() {
    subscribe();
    alice.write(VIDEO, 0, true);
    alice.flush();
    alice.write(VIDEO, 1, false);
    alice.flush();
    assertEquals(1, world.viewer.posted());
  }

  @Test
  void losesFramesToTheNextSyncFrameWhenItIsSlowAndIsTold() {
    subscribe();
    consumer.told();
    RecordingConsumer healthy = new RecordingConsumer();
    stream.subscribe(world.other, healthy);
    world.settle();
    int dropped = 5;
    for (int i = 0; i < QUEUE_FRAMES + dropped; i++) {
      alice.write(VIDEO, i, i == 0);
      alice.flush();
      world.other.runPosted();
    }
    world.viewer.runPosted();
    assertEquals(QUEUE_FRAMES + 1, consumer.told().size());
    alice.write(VIDEO, 100, false);
    alice.write(AUDIO, 100, true);
    alice.write(VIDEO, 101, true);
    alice.write(VIDEO, 102, false);
    alice.flush();
    world.settle();
    assertEquals(List.of("v101!", "dropped " + (dropped + 2), "v102", "batch"), consumer.told());
    assertEquals(dropped + 2, stream.subscriberDrops());
    List<String> all = healthy.told();
    assertEquals(
        QUEUE_FRAMES + dropped + 4, all.stream().filter(s -> s.matches("[va]\\d.*")).count());
    assertTrue(all.stream().noneMatch(line -> line.startsWith("dropped")));
  }

  @Test
  void losesFramesWhenTheMemoryBudgetIsUsedUp() {
    subscribe();
    long held = world.budget.limitBytes() - world.budget.usedBytes();
    assertTrue(world.budget.tryReserve(held));
    alice.write(VIDEO, 0, true);
    world.budget.release(held);
    alice.write(VIDEO, 1, false);
    alice.write(VIDEO, 2, true);
    alice.flush();
    world.settle();
    assertEquals(2, stream.subscriberDrops());
    List<String> told = consumer.told();
    assertEquals(List.of("v2!", "dropped 2", "batch"), told.subList(told.size() - 3, told.size()));
  }

  @Test
  void doesNotWaitForVideoThatIsNoLongerAnnounced() {
    subscribe();
    alice.write(VIDEO, 0, true);
    for (int i = 0; i < QUEUE_FRAMES; i++) {
      alice.write(VIDEO, 1 + i, false);
    }
    world.viewer.runPosted();
    alice.flush();
    world.settle();
    consumer.told();
    alice.announce(AUDIO);
    alice.write(AUDIO, 0, true);
    alice.flush();
    world.settle();
    assertEquals(List.of("tracks of 1: [audio]", "a0!", "dropped 1", "batch"), consumer.told());
  }

  @Test
  void countsQueuedFramesInTheBudgetUntilTheyAreTaken() {
    subscribe();
    alice.write(VIDEO, 0, true);
    assertEquals(2 * 10, world.budget.usedBytes(), "the GOP cache and the queue hold it");
    alice.flush();
    world.settle();
    assertEquals(10, world.budget.usedBytes());
  }

  @Test
  void closingReleasesWhatIsQueuedAndEndsAllCalls() {
    Subscription subscription = subscribe();
    consumer.told();
    alice.write(VIDEO, 0, true);
    alice.flush();
    world.viewer.run(subscription::close);
    world.viewer.run(subscription::close);
    alice.write(VIDEO, 1, false);
    world.settle();
    alice.write(VIDEO, 2, false);
    alice.flush();
    world.settle();
    assertEquals(List.of(), consumer.told());
    assertEquals(3 * 10, world.budget.usedBytes(), "only the GOP cache");
  }

  @Test
  void followsHoldAndReturnAndEnd() {
    subscribe();
    consumer.told();
    alice.write(VIDEO, 0, true);
    alice.end(EndReason.LOST);
    assertEquals(List.of("v0!", "HELD", "batch"), consumer.told());
    Outcome again = world.live(ALICE, world.home);
    again.write(VIDEO, 0, true);
    again.flush();
    world.settle();
    stream.kick();
    world.settle();
    assertEquals(
        List.of("tracks of 2: [video, audio]", "LIVE", "batch", "v0!", "batch", "ENDED", "batch"),
        consumer.told());
  }

  @Test
  void aLateSubscriberToAHeldStreamLearnsWhatItWas() {
    alice.end(EndReason.LOST);
    world.publish(ALICE, world.home);
    subscribe();
    assertEquals(List.of("tracks of 1: [video, audio]", "HELD", "batch"), consumer.told());
  }

  @Test
  void tellsOnlyTheEndOnAnEndedStream() {
    stream.kick();
    world.settle();
    subscribe();
    assertEquals(List.of("ENDED", "batch"), consumer.told());
  }

  @Test
  void givesUpAConsumerThatLeavesNotEvenRoomForEvents() {
    subscribe();
    consumer.told();
    for (int i = 0; i < 200; i++) {
      alice.announce(VIDEO);
    }
    assertTrue(world.viewer.posted() <= 2);
    world.settle();
    List<String> told = consumer.told();
    assertTrue(told.contains("ENDED"), told::toString);
    alice.write(VIDEO, 0, true);
    alice.flush();
    world.settle();
    assertEquals(List.of(), consumer.told());
    assertEquals(StreamState.LIVE, stream.state());
  }

  private Subscription subscribe() {
    Subscription subscription = stream.subscribe(world.viewer, consumer);
    world.settle();
    return subscription;
  }
}
