package io.headrace.bench.play;

import io.headrace.bench.load.Errors;
import io.headrace.bench.load.Latencies;
import java.util.concurrent.atomic.LongAdder;

/** What the players of one run add up. Thread: any. */
final class RtmpPlayerTally {
  final LongAdder playing = new LongAdder();
  final LongAdder bytes = new LongAdder();
  final LongAdder videoFrames = new LongAdder();
  final LongAdder audioFrames = new LongAdder();
  final LongAdder lostFrames = new LongAdder();
  final LongAdder repeatedFrames = new LongAdder();
  final LongAdder unstampedFrames = new LongAdder();
  final LongAdder stepsBack = new LongAdder();
  final Latencies delay = new Latencies();
  final Errors errors = new Errors();

  /** Frames sent before this are not measured: what a player gets on joining is old. */
  volatile long measuredFromNs = Long.MAX_VALUE;
}
