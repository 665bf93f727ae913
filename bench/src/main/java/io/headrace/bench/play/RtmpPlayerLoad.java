package io.headrace.bench.play;

import io.headrace.bench.load.Errors;
import io.headrace.bench.load.Latencies;
import io.headrace.bench.load.LoadTransport;
import io.headrace.rtmp.session.RtmpUrl;
import io.netty.util.concurrent.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Many RTMP players in this process. Frames of synthetic sources carry numbers and times ({@link
 * io.headrace.bench.load.FrameStamp}): of those it tells which were lost or came twice, and the
 * delay from the publisher's write to the read of the frame's last byte.
 *
 * <p>Thread: one at a time; the players run on the transport's loops.
 */
public final class RtmpPlayerLoad implements AutoCloseable {
  /** Sockets as large as the system makes them. */
  public static final int SYSTEM_BUFFER = 0;

  private static final long POLL_MS = 20;

  /**
   * What a run came to. Frames count from each player's first key frame on.
   *
   * @param players how many were started
   * @param playing how many have had a key frame
   * @param videoFrames received
   * @param audioFrames received
   * @param lostFrames numbers that were left out
   * @param repeatedFrames numbers that came again, or too late
   * @param unstampedFrames frames without a number
   * @param stepsBack frames with a timestamp below that of the track's last
   * @param bytes received in all
   * @param delayMs of the frames sent since {@link #measureFromNow}
   * @param errors by name
   */
  public record Report(
      int players,
      long playing,
      long videoFrames,
      long audioFrames,
      long lostFrames,
      long repeatedFrames,
      long unstampedFrames,
      long stepsBack,
      long bytes,
      Latencies.Summary delayMs,
      Map<String, Errors.Entry> errors) {
    /** Whether every frame so far came once, in order, and nothing else went wrong. */
    public boolean isSound() {
      return errors.isEmpty()
          && playing == players
          && lostFrames == 0
          && repeatedFrames == 0
          && stepsBack == 0;
    }
  }

  private final LoadTransport transport;
  private final RtmpPlayerTally tally = new RtmpPlayerTally();
  private final List<RtmpPlayer> players = new ArrayList<>();

  public RtmpPlayerLoad(LoadTransport transport) {
    this.transport = transport;
  }

  /**
   * Starts players, {@code staggerMs} apart.
   *
   * @param url what they play
   * @param receiveBufferBytes of each socket, or {@link #SYSTEM_BUFFER}
   */
  public void start(RtmpUrl url, int count, long staggerMs, int receiveBufferBytes)
      throws InterruptedException {
    for (int i = 0; i < count; i++) {
      if (i > 0) {
        TimeUnit.MILLISECONDS.sleep(staggerMs);
      }
      RtmpPlayer player = new RtmpPlayer(transport, url, tally, receiveBufferBytes);
      players.add(player);
      player.start();
    }
  }

  /** False when some have had no key frame within that time, or anything went wrong. */
  public boolean awaitPlaying(int seconds) throws InterruptedException {
    long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (playing() < players.size()) {
      if (!tally.errors.isEmpty() || System.nanoTime() - deadlineNs >= 0) {
        return false;
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MS);
    }
    return true;
  }

  /** Makes all players read nothing more, or go on. */
  public void reads(boolean on) {
    players.forEach(player -> player.reads(on));
  }

  /** Delays of frames sent from now on are measured. */
  public void measureFromNow() {
    tally.measuredFromNs = System.nanoTime();
  }

  /** Frames up to these numbers that have not come to all players. Thread: any. */
  public long missing(long lastVideo, long lastAudio) {
    return players.stream().mapToLong(player -> player.missing(lastVideo, lastAudio)).sum();
  }

  /** How many errors of that name there were. Thread: any. */
  long errors(String name) {
    Errors.Entry entry = tally.errors.byName().get(name);
    return entry == null ? 0 : entry.count();
  }

  /** How many have had a key frame. Thread: any. */
  long playing() {
    return tally.playing.sum();
  }

  /** Bytes received so far. Thread: any. */
  public long bytes() {
    return tally.bytes.sum();
  }

  /** Thread: any. */
  public Report report() {
    return new Report(
        players.size(),
        tally.playing.sum(),
        tally.videoFrames.sum(),
        tally.audioFrames.sum(),
        tally.lostFrames.sum(),
        tally.repeatedFrames.sum(),
        tally.unstampedFrames.sum(),
        tally.stepsBack.sum(),
        tally.bytes.sum(),
        tally.delay.summary(),
        tally.errors.byName());
  }

  @Override
  public void close() {
    List<Future<?>> stops = players.stream().<Future<?>>map(RtmpPlayer::stop).toList();
    stops.forEach(Future::awaitUninterruptibly);
  }
}
