package io.headrace.rtmp.chunk;

import io.headrace.rtmp.RtmpException;
import io.headrace.rtmp.RtmpException.Reason;

/** A token bucket of one second for chunks that cost more than they carry. */
final class SmallChunkBudget {
  private static final long SECOND_NS = 1_000_000_000;

  private final int perSecond;
  private int left;
  private long refilledNs;

  SmallChunkBudget(int perSecond, long nowNs) {
    this.perSecond = perSecond;
    this.left = perSecond;
    this.refilledNs = nowNs;
  }

  void charge(long nowNs) {
    if (left == 0) {
      refill(nowNs);
    }
    left--;
  }

  private void refill(long nowNs) {
    long elapsedNs = Math.min(nowNs - refilledNs, SECOND_NS);
    left = (int) (elapsedNs * perSecond / SECOND_NS);
    refilledNs = nowNs;
    if (left <= 0) {
      throw new RtmpException(
          Reason.RATE,
          "chunks below "
              + ChunkLimits.SMALL_CHUNK_BYTES
              + " bytes: > "
              + perSecond
              + " per second (set a larger chunk size in the encoder)");
    }
  }
}
