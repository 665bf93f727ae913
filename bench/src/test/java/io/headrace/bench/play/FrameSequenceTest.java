package io.headrace.bench.play;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class FrameSequenceTest {
  private final FrameSequence sequence = new FrameSequence();

  @Test
  void itBeginsAnywhere() {
    assertEquals(0, sequence.accept(17));
    assertEquals(0, sequence.accept(18));
  }

  @Test
  void whatWasLeftOutIsCounted() {
    sequence.accept(17);
    assertEquals(2, sequence.accept(20));
  }

  @Test
  void whatCameBeforeIsNotNew() {
    sequence.accept(17);
    sequence.accept(18);
    assertEquals(-1, sequence.accept(18));
    assertEquals(-1, sequence.accept(3));
    assertEquals(0, sequence.accept(19));
  }

  @Test
  void whatIsStillToComeIsMissing() {
    assertEquals(11, sequence.missing(10));
    sequence.accept(9);
    assertEquals(1, sequence.missing(10));
    sequence.accept(10);
    assertEquals(0, sequence.missing(10));
    sequence.accept(11);
    assertEquals(0, sequence.missing(10));
  }
}
