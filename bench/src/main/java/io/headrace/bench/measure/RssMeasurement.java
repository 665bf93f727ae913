package io.headrace.bench.measure;

import io.headrace.bench.load.Errors;
import io.headrace.bench.load.FlvSource;
import io.headrace.bench.load.FrameClock;
import io.headrace.bench.load.LoadTransport;
import io.headrace.bench.load.PublisherLoad;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The server's resident memory by the number of streams. More streams join those that run; each
 * figure is the median of {@value #SAMPLES} samples, a second apart, after a time to settle.
 */
public final class RssMeasurement {
  static final int SAMPLES = 10;

  private static final long STAGGER_MS = 200;

  /**
   * Memory with so many streams.
   *
   * @param streams published and not watched
   * @param residentBytes median
   * @param highestBytes of the samples
   */
  public record Figure(int streams, long residentBytes, long highestBytes) {}

  /**
   * What was measured.
   *
   * @param settleSeconds from the last start to the first sample
   * @param errors of publishers
   */
  public record Report(int settleSeconds, List<Figure> figures, Map<String, Errors.Entry> errors) {}

  private final ServerProcess server;
  private final int settleSeconds;

  /**
   * @param settleSeconds longer than the window and the time removed objects stay fetchable
   */
  public RssMeasurement(ServerProcess server, int settleSeconds) {
    this.server = server;
    this.settleSeconds = settleSeconds;
  }

  /**
   * @param streamCounts ascending; 0 for the idle server
   */
  public Report run(FlvSource source, List<Integer> streamCounts)
      throws IOException, InterruptedException {
    try (LoadTransport transport = new LoadTransport(1);
        PublisherLoad load = new PublisherLoad(transport, source)) {
      List<Figure> figures = new ArrayList<>();
      int running = 0;
      for (int streams : streamCounts) {
        load.start(
            server.publishUrl("rss-" + PublisherLoad.NUMBER),
            running,
            streams - running,
            STAGGER_MS,
            FrameClock.NONE);
        running = Math.max(running, streams);
        TimeUnit.SECONDS.sleep(settleSeconds);
        figures.add(sample(streams));
      }
      return new Report(settleSeconds, figures, load.report().errors());
    }
  }

  private Figure sample(int streams) throws IOException, InterruptedException {
    long[] samples = new long[SAMPLES];
    for (int i = 0; i < SAMPLES; i++) {
      TimeUnit.SECONDS.sleep(1);
      samples[i] = server.residentBytes();
    }
    Arrays.sort(samples);
    return new Figure(streams, samples[SAMPLES / 2], samples[SAMPLES - 1]);
  }
}
