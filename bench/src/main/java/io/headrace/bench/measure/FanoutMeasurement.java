package io.headrace.bench.measure;

import io.headrace.bench.load.Errors;
import io.headrace.bench.load.FlvSource;
import io.headrace.bench.load.FrameClock;
import io.headrace.bench.load.Latencies;
import io.headrace.bench.load.LoadTransport;
import io.headrace.bench.load.PublisherLoad;
import io.headrace.bench.play.RtmpPlayerLoad;
import io.headrace.bench.play.StalledPlayers;
import io.headrace.rtmp.session.RtmpUrl;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * One stream of a server to many RTMP players: whether every frame arrives, what it costs the
 * server in processor time and memory, and how long a frame takes from the publisher's write to the
 * players' reads. Publisher and players are in this process, on loops of their own.
 *
 * <p>What was expected before it was measured first, of 400 players of 4 Mbit/s next to nginx-rtmp
 * in the same run: no frame lost; processor time per Gbit at most 1.3 times that of nginx-rtmp; a
 * median delay below 5 ms and p99 below 50 ms on a machine that has time for it; less than 64 KiB
 * of memory per player.
 *
 * <p>Thread: main.
 */
public final class FanoutMeasurement {
  private static final String STREAM = "fanout";
  private static final int PATIENCE_S = 60;
  private static final long STAGGER_MS = 5;
  private static final int LAST_FRAMES_S = 10;
  private static final long POLL_MS = 20;

  /**
   * How it is done.
   *
   * @param players that are measured
   * @param stalled players besides, which stop reading before the warm-up
   * @param settleSeconds from the first player's first frame to the memory with one player
   * @param warmUpSeconds from the last player's first frame to the begin of the measured time
   * @param seconds measured
   * @param loops of the players
   */
  public record Plan(
      int players, int stalled, int settleSeconds, int warmUpSeconds, int seconds, int loops) {}

  /**
   * What was measured of one server.
   *
   * @param server which
   * @param players as planned
   * @param expectedFrames from each player's first key frame to the end of the measured time and
   *     beyond
   * @param receivedFrames of those, at the latest ten seconds after the end
   * @param lostFrames of those, left out or not there by then
   * @param repeatedFrames that came again or out of order
   * @param gbit delivered to the players in the measured time
   * @param seconds measured
   * @param cpuSecondsPerGbit of the server, all threads
   * @param generatorCpuSecondsPerGbit of this process, publisher and players
   * @param othersCpus how many processors others kept busy
   * @param delayMs of frames sent in the measured time
   * @param publisherLatenessMs how late the publisher was with its frames; not in the delay
   * @param residentBytesOfOne the server's memory with one player
   * @param residentBytesOfAll median of the measured time
   * @param residentBytesPerPlayer by which the two differ
   * @param stalled what became of those who stopped reading
   * @param errors of publisher and players
   */
  public record Report(
      String server,
      int players,
      long expectedFrames,
      long receivedFrames,
      long lostFrames,
      long repeatedFrames,
      double gbit,
      double seconds,
      double cpuSecondsPerGbit,
      double generatorCpuSecondsPerGbit,
      double othersCpus,
      Latencies.Summary delayMs,
      Latencies.Summary publisherLatenessMs,
      long residentBytesOfOne,
      long residentBytesOfAll,
      double residentBytesPerPlayer,
      StalledPlayers.Outcome stalled,
      Map<String, Errors.Entry> errors) {
    /** Whether all players received every frame, once and in order. */
    public boolean isSound() {
      return errors.isEmpty() && lostFrames == 0 && repeatedFrames == 0;
    }
  }

  /** Counters at one moment. */
  private record Moment(long ns, long serverNs, long ownNs, long machineNs, long bytes) {}

  /** What happened between two moments. */
  private record Interval(Moment begin, Moment end) {
    double seconds() {
      return (end.ns() - begin.ns()) / 1e9;
    }

    double gbit() {
      return (end.bytes() - begin.bytes()) * 8 / 1e9;
    }

    long serverNs() {
      return end.serverNs() - begin.serverNs();
    }

    long ownNs() {
      return end.ownNs() - begin.ownNs();
    }

    long othersNs() {
      return Math.max(0, end.machineNs() - begin.machineNs() - serverNs() - ownNs());
    }
  }

  private record Memory(long ofOneBytes, long ofAllBytes) {}

  /** Numbers of the frames sent last. Thread: the publisher writes. */
  private static final class LastFrames implements FrameClock {
    private volatile long video = -1;
    private volatile long audio = -1;

    @Override
    public void onFrame(FlvSource.Tag tag, long number, long writtenNs) {
      if (tag.isVideo()) {
        video = number;
      } else {
        audio = number;
      }
    }
  }

  private final MeasuredServer server;
  private final Plan plan;

  public FanoutMeasurement(MeasuredServer server, Plan plan) {
    this.server = server;
    this.plan = plan;
  }

  /**
   * @param source synthetic
   * @throws IOException when the server ended
   */
  public Report run(FlvSource source) throws IOException, InterruptedException {
    LastFrames sent = new LastFrames();
    RtmpUrl url = RtmpUrl.parse(server.publishUrl(STREAM));
    try (LoadTransport publishing = new LoadTransport(1);
        LoadTransport playing = new LoadTransport(plan.loops());
        PublisherLoad publisher = new PublisherLoad(publishing, source);
        RtmpPlayerLoad players = new RtmpPlayerLoad(playing);
        StalledPlayers stalled = new StalledPlayers(playing)) {
      publisher.start(server.publishUrl(STREAM), 0, 1, 0, sent);
      awaitLive(publisher);
      players.start(url, 1, 0, RtmpPlayerLoad.SYSTEM_BUFFER);
      players.awaitPlaying(PATIENCE_S);
      TimeUnit.SECONDS.sleep(plan.settleSeconds());
      long residentOfOne = server.residentBytes();
      players.start(url, plan.players() - 1, STAGGER_MS, RtmpPlayerLoad.SYSTEM_BUFFER);
      stalled.start(url, plan.stalled());
      players.awaitPlaying(PATIENCE_S);
      stalled.awaitPlaying(PATIENCE_S);
      stalled.stall();
      TimeUnit.SECONDS.sleep(plan.warmUpSeconds());
      players.measureFromNow();
      Moment begin = moment(players);
      long residentOfAll = medianResidentBytes();
      Moment end = moment(players);
      long missing = awaitFrames(players, sent.video, sent.audio);
      RtmpPlayerLoad.Report played = players.report();
      return report(
          new Interval(begin, end),
          new Memory(residentOfOne, residentOfAll),
          played,
          missing,
          publisher.report(),
          stalled.finish());
    }
  }

  private static void awaitLive(PublisherLoad publisher) throws InterruptedException {
    long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
    while (publisher.live() == 0 && System.nanoTime() - deadlineNs < 0) {
      TimeUnit.MILLISECONDS.sleep(POLL_MS);
    }
  }

  private Moment moment(RtmpPlayerLoad players) throws IOException {
    return new Moment(
        System.nanoTime(),
        ProcessFigures.cpuNs(server.pid()),
        ProcessFigures.cpuNs(ProcessHandle.current().pid()),
        ProcessFigures.machineCpuNs(),
        players.bytes());
  }

  /** Takes the measured time. */
  private long medianResidentBytes() throws IOException, InterruptedException {
    long[] samples = new long[plan.seconds()];
    for (int i = 0; i < samples.length; i++) {
      TimeUnit.SECONDS.sleep(1);
      samples[i] = server.residentBytes();
    }
    Arrays.sort(samples);
    return samples[samples.length / 2];
  }

  /** How many frames up to these numbers do not come to players in time. */
  private static long awaitFrames(RtmpPlayerLoad players, long lastVideo, long lastAudio)
      throws InterruptedException {
    long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(LAST_FRAMES_S);
    long missing = players.missing(lastVideo, lastAudio);
    while (missing > 0 && System.nanoTime() - deadlineNs < 0) {
      TimeUnit.MILLISECONDS.sleep(POLL_MS);
      missing = players.missing(lastVideo, lastAudio);
    }
    return missing;
  }

  private Report report(
      Interval interval,
      Memory memory,
      RtmpPlayerLoad.Report played,
      long missing,
      PublisherLoad.Report published,
      StalledPlayers.Outcome stalled) {
    Map<String, Errors.Entry> errors = new TreeMap<>(published.errors());
    errors.putAll(played.errors());
    long received = played.videoFrames() + played.audioFrames() - played.repeatedFrames();
    long lost = played.lostFrames() + missing;
    return new Report(
        server.name(),
        plan.players(),
        received + lost,
        received,
        lost,
        played.repeatedFrames(),
        interval.gbit(),
        interval.seconds(),
        interval.serverNs() / 1e9 / interval.gbit(),
        interval.ownNs() / 1e9 / interval.gbit(),
        interval.othersNs() / 1e9 / interval.seconds(),
        played.delayMs(),
        published.latenessMs(),
        memory.ofOneBytes(),
        memory.ofAllBytes(),
        (double) (memory.ofAllBytes() - memory.ofOneBytes()) / Math.max(1, plan.players() - 1),
        stalled,
        errors);
  }
}
