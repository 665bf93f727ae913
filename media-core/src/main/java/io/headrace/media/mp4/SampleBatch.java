package io.headrace.media.mp4;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The samples of the fragment to come, in decode order; filled, ended, written and cleared again
 * and again without garbage. A sample lasts until the next one, the last until {@link #end}: so the
 * decode times of successive fragments join exactly.
 *
 * <p>Thread: one at a time, the packager's.
 */
public final class SampleBatch {
  private static final int INITIAL_SAMPLES = 64;
  private static final long OPEN = -1;

  private long[] dtsTicks = new long[INITIAL_SAMPLES];
  private int[] compositionOffsetTicks = new int[INITIAL_SAMPLES];
  private boolean[] sync = new boolean[INITIAL_SAMPLES];
  private @Nullable ByteBuf[] payloads = new @Nullable ByteBuf[INITIAL_SAMPLES];
  private int count;
  private int payloadBytes;
  private long endTicks = OPEN;

  /**
   * Adds a sample behind the others.
   *
   * <p>Ownership: takes {@code payload}, also when it throws.
   *
   * @param dtsTicks decode time in the track's timescale: not negative, after the last sample's
   * @param compositionOffsetTicks presentation time less decode time; may be negative
   * @param sync whether decoding can start here
   * @param payload readable bytes are the sample
   */
  public void add(long dtsTicks, int compositionOffsetTicks, boolean sync, ByteBuf payload) {
    try {
      if (endTicks != OPEN) {
        throw new IllegalStateException("batch has ended");
      }
      checkAfterLast("dts", dtsTicks);
      payloadBytes = Math.addExact(payloadBytes, payload.readableBytes());
    } catch (RuntimeException e) {
      payload.release();
      throw e;
    }
    if (count == this.dtsTicks.length) {
      grow();
    }
    this.dtsTicks[count] = dtsTicks;
    this.compositionOffsetTicks[count] = compositionOffsetTicks;
    this.sync[count] = sync;
    payloads[count++] = payload;
  }

  /**
   * Gives the last sample its duration; the batch can then be written.
   *
   * @param endTicks decode time of what follows
   */
  public void end(long endTicks) {
    if (count == 0) {
      throw new IllegalStateException("batch is empty");
    }
    checkAfterLast("end", endTicks);
    this.endTicks = endTicks;
  }

  /** Releases all samples; the batch can be filled again. */
  public void clear() {
    for (int i = 0; i < count; i++) {
      payload(i).release();
      payloads[i] = null;
    }
    count = 0;
    payloadBytes = 0;
    endTicks = OPEN;
  }

  public int count() {
    return count;
  }

  public boolean isEmpty() {
    return count == 0;
  }

  /** Whether {@link #end} was called since the last {@link #clear}. */
  public boolean isEnded() {
    return endTicks != OPEN;
  }

  /** Bytes of all samples together. */
  public int payloadBytes() {
    return payloadBytes;
  }

  /** Decode time of the first sample. The batch is not empty. */
  public long startTicks() {
    return dtsTicks[0];
  }

  /** Decode time of the last sample. The batch is not empty. */
  public long lastTicks() {
    return dtsTicks[count - 1];
  }

  /** Decode time of what follows. The batch has ended. */
  public long endTicks() {
    return endTicks;
  }

  /** Whether decoding can start at the first sample. The batch is not empty. */
  public boolean startsWithSync() {
    return sync[0];
  }

  int durationTicks(int i) {
    return (int) ((i + 1 < count ? dtsTicks[i + 1] : endTicks) - dtsTicks[i]);
  }

  int compositionOffsetTicks(int i) {
    return compositionOffsetTicks[i];
  }

  boolean isSync(int i) {
    return sync[i];
  }

  /** Borrowed. */
  ByteBuf payload(int i) {
    ByteBuf payload = payloads[i];
    assert payload != null;
    return payload;
  }

  private void checkAfterLast(String name, long ticks) {
    long last = count == 0 ? -1 : lastTicks();
    if (ticks <= last || count > 0 && ticks - last > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          name + ": " + ticks + " (expected: after " + last + " by less than 2^31)");
    }
  }

  private void grow() {
    int samples = count * 2;
    dtsTicks = Arrays.copyOf(dtsTicks, samples);
    compositionOffsetTicks = Arrays.copyOf(compositionOffsetTicks, samples);
    sync = Arrays.copyOf(sync, samples);
    payloads = Arrays.copyOf(payloads, samples);
  }
}
