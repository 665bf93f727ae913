package io.headrace.bench.play;

import io.headrace.bench.load.LoadTransport;
import io.headrace.rtmp.session.RtmpUrl;
import java.util.concurrent.TimeUnit;

/**
 * Players that stop reading, beside those that are measured: a server is to drop them, and nobody
 * else is to notice. A connection that is not read does not show that it was closed; whether it was
 * is seen when they read on at the end.
 *
 * <p>Thread: one at a time.
 */
public final class StalledPlayers implements AutoCloseable {
  /** Of each socket: what the system gives would hide a stall for as long as a minute. */
  private static final int RECEIVE_BUFFER_BYTES = 64 << 10;

  private static final long STAGGER_MS = 5;
  private static final long POLL_MS = 20;
  private static final int READ_ON_S = 5;

  /**
   * What became of them.
   *
   * @param players how many stopped reading
   * @param dropped how many the server had closed when they read on
   */
  public record Outcome(int players, long dropped) {}

  private final RtmpPlayerLoad load;
  private int count;

  public StalledPlayers(LoadTransport transport) {
    this.load = new RtmpPlayerLoad(transport);
  }

  /** Starts them; they play like all others. */
  public void start(RtmpUrl url, int players) throws InterruptedException {
    count = players;
    load.start(url, players, STAGGER_MS, RECEIVE_BUFFER_BYTES);
  }

  /** False when some do not play within that time. */
  public boolean awaitPlaying(int seconds) throws InterruptedException {
    return load.awaitPlaying(seconds);
  }

  /** From now on they read nothing. */
  public void stall() {
    load.reads(false);
  }

  /** They read on, to see who was dropped. */
  public Outcome finish() throws InterruptedException {
    load.reads(true);
    long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(READ_ON_S);
    while (dropped() < count && System.nanoTime() - deadlineNs < 0) {
      TimeUnit.MILLISECONDS.sleep(POLL_MS);
    }
    return new Outcome(count, dropped());
  }

  private long dropped() {
    return load.errors(RtmpPlayer.CLOSED_BY_SERVER);
  }

  @Override
  public void close() {
    load.close();
  }
}
