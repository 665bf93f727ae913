package io.headrace.rtmp.session;

import io.headrace.rtmp.RtmpException;
import io.headrace.rtmp.RtmpException.Reason;

/** A token bucket of one second for commands. */
final class CommandBudget {
  private static final long SECOND_NS = 1_000_000_000;

  private final int perSecond;
  private int left;
  private long refilledNs;

  CommandBudget(int perSecond, long nowNs) {
    this.perSecond = perSecond;
    this.left = perSecond;
    this.refilledNs = nowNs;
  }

  void charge(long nowNs) {
    if (left == 0) {
      long elapsedNs = Math.min(nowNs - refilledNs, SECOND_NS);
      left = (int) (elapsedNs * perSecond / SECOND_NS);
      refilledNs = nowNs;
    }
    if (left == 0) {
      throw new RtmpException(Reason.RATE, "commands: > " + perSecond + " per second");
    }
    left--;
  }
}
