package io.headrace.rtmp.relay;

import java.util.concurrent.atomic.LongAdder;

/**
 * What relays have done, of one loop or of several. Thread: any; each number by itself is right,
 * and together they are of about the same moment.
 */
public final class RelayStats {
  private final LongAdder players = new LongAdder();
  private final LongAdder bytesSent = new LongAdder();
  private final LongAdder droppedVideoFrames = new LongAdder();
  private final LongAdder keyFrameWaits = new LongAdder();
  private final LongAdder disconnectedSlow = new LongAdder();
  private final LongAdder lostFrames = new LongAdder();

  /** Players there are now. */
  public long players() {
    return players.sum();
  }

  /** Bytes given to players. */
  public long bytesSent() {
    return bytesSent.sum();
  }

  /** Video frames that players did not get because they were slow, each player's for itself. */
  public long droppedVideoFrames() {
    return droppedVideoFrames.sum();
  }

  /** How often a player that was playing had to wait for a key frame. */
  public long keyFrameWaits() {
    return keyFrameWaits.sum();
  }

  /** Players that were disconnected because they were slow. */
  public long disconnectedSlow() {
    return disconnectedSlow.sum();
  }

  /**
   * Frames that no player of a relay got: there was no memory, the frame was too long for RTMP, or
   * the loop was behind.
   */
  public long lostFrames() {
    return lostFrames.sum();
  }

  void joined() {
    players.increment();
  }

  void left() {
    players.decrement();
  }

  void sent(long bytes) {
    bytesSent.add(bytes);
  }

  void dropped(int videoFrames) {
    droppedVideoFrames.add(videoFrames);
  }

  void waitsForKeyFrame() {
    keyFrameWaits.increment();
  }

  void disconnected() {
    disconnectedSlow.increment();
  }

  void lost(int frames) {
    lostFrames.add(frames);
  }
}
