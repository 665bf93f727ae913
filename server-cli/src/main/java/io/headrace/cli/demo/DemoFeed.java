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
  /** Time of the first tick that counts; what is before it is for the reader to look at. */
  static final int START_US = 1_000_000;

  /** More than a pipe holds by default on any system. */
  private static final int PADDING_BYTES = 512 << 10;

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
      MatroskaWriter writer = new MatroskaWriter(out);
      DemoPicture picture = new DemoPicture(size, ZoneId.systemDefault());
      awaitReader(writer, picture);
      feed(writer, picture);
    } catch (IOException e) {
      log.debug("the reader of the pictures is gone: {}", e.getMessage());
    }
  }

  /**
   * Returns when the reader takes what comes. It looks at the first tick, then connects, and reads
   * on; what fills the pipe meanwhile would reach the server late and spoil its idea of now. So it
   * gets one tick, to be left out, and more padding than the pipe holds.
   */
  private void awaitReader(MatroskaWriter writer, DemoPicture picture) throws IOException {
    writer.writeHeader(size, framesPerSecond);
    writer.writeTick(0, picture.draw(0), 0, DemoSound.pcm(0, (int) samplesBefore(1)));
    writer.writeVoid(PADDING_BYTES);
  }

  private void feed(MatroskaWriter writer, DemoPicture picture) throws IOException {
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
            START_US + timeNs / 1_000,
            picture.draw(startMs + timeNs / 1_000_000),
            START_US + firstSample * 1_000_000 / DemoSound.SAMPLE_RATE_HZ,
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
