package io.headrace.cli.demo;

import java.io.IOException;
import java.io.OutputStream;
import java.time.ZoneId;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes pictures and sound at the time they are due, from a full second of the wall clock on, so
 * that the time in a picture is when it was made. Thread: its own, until interrupted or the reader
 * is gone.
 */
final class DemoFeed implements Runnable {
  /** A tick later than this is left out: after a suspended machine, not after a slow moment. */
  private static final long MAX_LATE_NS = TimeUnit.MILLISECONDS.toNanos(500);

  /**
   * Sound goes ahead of the picture by so many ticks: the encoder keeps up to two AAC frames back,
   * and a picture is sent only when the sound of its time is there.
   */
  private static final int SOUND_LEAD_TICKS = 1;

  private static final Logger log = LoggerFactory.getLogger(DemoFeed.class);

  private final OutputStream out;
  private final PictureSize size;
  private final int framesPerSecond;

  /** Ownership: borrows {@code out}. */
  DemoFeed(OutputStream out, PictureSize size, int framesPerSecond) {
    this.out = out;
    this.size = size;
    this.framesPerSecond = framesPerSecond;
  }

  @Override
  public void run() {
    try {
      feed();
    } catch (IOException e) {
      log.debug("the reader of the pictures is gone: {}", e.getMessage());
    }
  }

  private void feed() throws IOException {
    DemoPicture picture = new DemoPicture(size, ZoneId.systemDefault());
    MatroskaWriter writer = new MatroskaWriter(out);
    writer.writeHeader(size, framesPerSecond);
    long nowMs = System.currentTimeMillis();
    long startMs = Math.floorDiv(nowMs, 1_000) * 1_000 + 1_000;
    long startNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(startMs - nowMs);
    long nextSample = 0;
    for (long tick = 0; !Thread.currentThread().isInterrupted(); tick++) {
      long timeNs = tick * 1_000_000_000L / framesPerSecond;
      long lateNs = waitUntil(startNs + timeNs);
      if (lateNs <= MAX_LATE_NS) {
        long firstSample = Math.max(nextSample, samplesBefore(tick));
        nextSample = samplesBefore(tick + 1 + SOUND_LEAD_TICKS);
        writer.writeTick(
            timeNs / 1_000,
            picture.draw(startMs + timeNs / 1_000_000),
            firstSample * 1_000_000 / DemoSound.SAMPLE_RATE_HZ,
            DemoSound.pcm(firstSample, (int) (nextSample - firstSample)));
      }
    }
  }

  private long samplesBefore(long tick) {
    return tick * DemoSound.SAMPLE_RATE_HZ / framesPerSecond;
  }

  /** Returns how late it is; at once when interrupted. */
  private static long waitUntil(long dueNs) {
    long lateNs = System.nanoTime() - dueNs;
    while (lateNs < 0 && !Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(-lateNs);
      lateNs = System.nanoTime() - dueNs;
    }
    return lateNs;
  }
}
