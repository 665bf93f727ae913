package io.headrace.media.buffer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class MemoryBudgetTest {
  private final MemoryBudget budget = new MemoryBudget(1_000);

  @Test
  void grantsUpToTheLimitAndNoByteMore() {
    assertTrue(budget.tryReserve(600));
    assertTrue(budget.tryReserve(400));
    assertFalse(budget.tryReserve(1));
    assertEquals(1_000, budget.usedBytes());
    budget.release(400);
    assertTrue(budget.tryReserve(400));
  }

  @Test
  void admitsNewStreamsOnlyWhileThereIsHeadroom() {
    budget.tryReserve(849);
    assertTrue(budget.admitsNewStream());
    budget.tryReserve(1);
    assertFalse(budget.admitsNewStream());
  }

  @Test
  void noticesAReleaseOfMoreThanWasReserved() {
    assertThrows(AssertionError.class, () -> budget.release(1));
  }

  @Test
  void refusesALimitThatIsNone() {
    assertThrows(IllegalArgumentException.class, () -> new MemoryBudget(0));
  }
}
