package io.headrace.media.hub;

import static io.headrace.media.hub.HubWorld.AUDIO;
import static io.headrace.media.hub.HubWorld.VIDEO;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headrace.media.buffer.MemoryBudget;
import io.headrace.media.frame.MediaFrame;
import io.headrace.media.frame.Track;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GopCacheTest {
  private static final int FRAME_BYTES = 10;

  private final HubWorld world = new HubWorld();
  private final MemoryBudget budget = new MemoryBudget(100);
  private final GopCache cache = new GopCache(budget, 80, 6);

  @AfterEach
  void nothingIsHeldAtTheEnd() {
    cache.clear();
    assertEquals(0, budget.usedBytes());
    world.assertNothingHeld();
  }

  @Test
  void beginsAtAVideoSyncFrame() {
    add(AUDIO, 0, true);
    add(VIDEO, 1, false);
    assertEquals(List.of(), cached());
    add(VIDEO, 2, true);
    add(AUDIO, 3, true);
    assertEquals(List.of(2L, 3L), cached());
    add(VIDEO, 4, true);
    assertEquals(List.of(4L), cached());
    assertEquals(FRAME_BYTES, budget.usedBytes());
    assertEquals(FRAME_BYTES, cache.bytes());
  }

  @Test
  void emptiesItselfWhenAGopHasTooManyFramesAndBeginsAgainAtTheNext() {
    add(VIDEO, 0, true);
    for (int i = 1; i <= 6; i++) {
      add(VIDEO, i, false);
    }
    assertEquals(List.of(), cached());
    add(VIDEO, 7, false);
    assertEquals(List.of(), cached());
    add(VIDEO, 8, true);
    assertEquals(List.of(8L), cached());
  }

  @Test
  void emptiesItselfWhenItsBytesOrTheBudgetAreUsedUp() {
    GopCache small = new GopCache(budget, 2 * FRAME_BYTES, 100);
    fill(small, 3);
    assertEquals(0, small.bytes());
    assertTrue(budget.tryReserve(75));
    fill(cache, 2);
    assertEquals(2 * FRAME_BYTES, cache.bytes());
    fill(cache, 3);
    assertEquals(0, cache.bytes());
    budget.release(75);
  }

  private void fill(GopCache target, int frames) {
    for (int i = 0; i < frames; i++) {
      MediaFrame frame = world.frame(VIDEO, i, i == 0);
      target.add(frame);
      frame.release();
    }
  }

  private void add(Track track, long dtsTicks, boolean sync) {
    MediaFrame frame = world.frame(track, dtsTicks, sync);
    cache.add(frame);
    frame.release();
  }

  private List<Long> cached() {
    List<Long> times = new ArrayList<>();
    cache.forEach(frame -> times.add(frame.dtsTicks()));
    return times;
  }
}
