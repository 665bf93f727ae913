package io.headrace.bench.play;

/**
 * Whether the frames of one track come each once and in order, told from their numbers. It begins
 * with the first that comes. Thread: the player's loop; {@link #missing} from any.
 */
final class FrameSequence {
  private static final long NONE = -1;

  private volatile long next = NONE;

  /** Takes note of a frame; returns how many were left out before it, or -1 when it is no new. */
  long accept(long number) {
    long expected = next;
    if (expected != NONE && number < expected) {
      return -1;
    }
    next = number + 1;
    return expected == NONE ? 0 : number - expected;
  }

  /** How many frames up to number {@code last} are still to come; all of them before the first. */
  long missing(long last) {
    return Math.max(0, last + 1 - Math.max(0, next));
  }
}
