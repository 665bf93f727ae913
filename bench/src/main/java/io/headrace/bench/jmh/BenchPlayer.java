package io.headrace.bench.jmh;

import io.headrace.rtmp.relay.RelayPlayer;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** A player without a socket that lets go of what it is given after {@code backlog} more writes. */
final class BenchPlayer implements RelayPlayer {
  private final @Nullable ByteBuf[] unsent;
  private int next;
  private long unsentBytes;
  private long bytes;

  /**
   * @param backlog buffers that are always unsent; 0: none
   */
  BenchPlayer(int backlog) {
    this.unsent = new ByteBuf[backlog];
  }

  /** Bytes given. */
  long bytes() {
    return bytes;
  }

  void close() {
    for (ByteBuf chunks : unsent) {
      if (chunks != null) {
        chunks.release();
      }
    }
  }

  @Override
  public void write(ByteBuf chunks) {
    int length = chunks.readableBytes();
    bytes += length;
    if (unsent.length == 0) {
      chunks.release();
      return;
    }
    ByteBuf oldest = unsent[next];
    if (oldest != null) {
      unsentBytes -= oldest.readableBytes();
      oldest.release();
    }
    unsent[next] = chunks;
    unsentBytes += length;
    next = (next + 1) % unsent.length;
  }

  @Override
  public void flush() {}

  @Override
  public long unsentBytes() {
    return unsentBytes;
  }

  @Override
  public void onHeld() {}

  @Override
  public void onLive() {}

  @Override
  public void onEnded() {}

  @Override
  public void onNothingToPlay() {
    throw new IllegalStateException("nothing to play");
  }

  @Override
  public void onTooSlow(String why) {
    throw new IllegalStateException(why);
  }
}
