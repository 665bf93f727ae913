package io.headrace.bench.load;

/** Told when frames go out, for measurements. Thread: the publisher's loop. */
@FunctionalInterface
public interface FrameClock {
  FrameClock NONE = (tag, number, writtenNs) -> {};

  /**
   * A frame is about to be written to the socket.
   *
   * @param number of the frame within its track, from 0, counted on over the rounds
   * @param writtenNs {@link System#nanoTime()} before the write
   */
  void onFrame(FlvSource.Tag tag, long number, long writtenNs);
}
