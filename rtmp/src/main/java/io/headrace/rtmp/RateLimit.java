package io.headrace.rtmp;

/** A token bucket of one period: so many at once, and so many in each period. */
public final class RateLimit {
  private static final long SECOND_NS = 1_000_000_000;

  private final int perPeriod;
  private final long periodNs;
  private int left;
  private long refilledNs;

  /** A limit per second. */
  public RateLimit(int perSecond, long nowNs) {
    this(perSecond, SECOND_NS, nowNs);
  }

  public RateLimit(int perPeriod, long periodNs, long nowNs) {
    this.perPeriod = perPeriod;
    this.periodNs = periodNs;
    this.left = perPeriod;
    this.refilledNs = nowNs;
  }

  /** Takes one, or says false. */
  public boolean tryTake(long nowNs) {
    if (left == 0) {
      long elapsedNs = Math.min(nowNs - refilledNs, periodNs);
      left = (int) (elapsedNs * perPeriod / periodNs);
      if (left == 0) {
        return false;
      }
      refilledNs = nowNs;
    }
    left--;
    return true;
  }
}
