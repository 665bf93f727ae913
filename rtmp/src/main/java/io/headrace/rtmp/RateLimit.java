package io.headrace.rtmp;

/** A token bucket of one second: so many at once, and so many a second. */
public final class RateLimit {
  private static final long SECOND_NS = 1_000_000_000;

  private final int perSecond;
  private int left;
  private long refilledNs;

  public RateLimit(int perSecond, long nowNs) {
    this.perSecond = perSecond;
    this.left = perSecond;
    this.refilledNs = nowNs;
  }

  /** Takes one, or says false. */
  public boolean tryTake(long nowNs) {
    if (left == 0) {
      long elapsedNs = Math.min(nowNs - refilledNs, SECOND_NS);
      left = (int) (elapsedNs * perSecond / SECOND_NS);
      if (left == 0) {
        return false;
      }
      refilledNs = nowNs;
    }
    left--;
    return true;
  }
}
