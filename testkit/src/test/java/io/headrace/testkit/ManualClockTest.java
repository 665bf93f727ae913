package io.headrace.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ManualClockTest {
  private final ManualClock clock = new ManualClock(-50);
  private final List<String> runs = new ArrayList<>();

  @Test
  void runsTasksInOrderOfTimeAtTheirTime() {
    clock.schedule(() -> runs.add("b@" + clock.nowNs()), 20);
    clock.schedule(() -> runs.add("a@" + clock.nowNs()), 10);
    clock.schedule(() -> runs.add("late"), 2_000);
    clock.advance(Duration.ofNanos(1_000));
    assertEquals(List.of("a@-40", "b@-30"), runs);
    assertEquals(950, clock.nowNs());
  }

  @Test
  void aTaskMayScheduleAnotherThatFallsDueInTheSameStep() {
    clock.schedule(() -> clock.schedule(() -> runs.add("second@" + clock.nowNs()), 5), 10);
    clock.advanceNs(100);
    assertEquals(List.of("second@-35"), runs);
  }

  @Test
  void aCancelledTaskDoesNotRun() {
    ManualClock.Task task = clock.schedule(() -> runs.add("never"), 10);
    task.cancel();
    clock.advanceNs(100);
    assertEquals(List.of(), runs);
  }
}
