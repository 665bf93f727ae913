package io.headrace.rtmp.netty;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;

/**
 * Moves a connection that turns out to be a player's from the loop it was accepted on to a delivery
 * loop, once. Between the loops nothing is read and nothing may be written; handlers see neither an
 * end nor a beginning.
 */
final class LoopMove {
  /** What becomes of it. */
  interface Outcome {
    /** Thread: the new loop. */
    void moved();

    /** The connection is closed, or will be. Thread: the new loop, or the old one. */
    void failed();
  }

  private LoopMove() {}

  /** Thread: the channel's loop; it is the channel's no more when the outcome is told. */
  static void start(Channel channel, EventLoop to, Outcome outcome) {
    channel.config().setAutoRead(false);
    channel
        .deregister()
        .addListener(
            left -> {
              if (left.isSuccess()) {
                join(channel, to, outcome);
              } else {
                channel.close();
                outcome.failed();
              }
            });
  }

  private static void join(Channel channel, EventLoop to, Outcome outcome) {
    to.register(channel)
        .addListener(
            joined -> {
              if (!joined.isSuccess()) {
                channel.close();
                outcome.failed();
                return;
              }
              outcome.moved();
              // What was written before and had not left yet waits for this.
              channel.flush();
              channel.config().setAutoRead(true);
            });
  }
}
