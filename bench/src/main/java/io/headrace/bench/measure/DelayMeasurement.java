package io.headrace.bench.measure;

import io.headrace.bench.load.Errors;
import io.headrace.bench.load.FlvSource;
import io.headrace.bench.load.Latencies;
import io.headrace.bench.load.LoadTransport;
import io.headrace.bench.load.PlayerLoad;
import io.headrace.bench.load.PublisherLoad;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * The delay from writing the frame that closes a part of video to the first byte of the blocked
 * playlist that names the part: one publisher and one player in this process, by its monotonic
 * clock.
 */
public final class DelayMeasurement {
  private static final String STREAM = "delay";
  private static final int PATIENCE_MS = 20_000;
  private static final int MAX_SECONDS = 600;
  private static final double FRAMES_PER_SECOND = 30;

  /**
   * What was measured.
   *
   * @param parts how many closings
   * @param impossible versions that came before their closing frame: the measurement is void
   * @param delayMs from the frame to the playlist
   * @param publisherLatenessMs how late the publisher was with its frames; not in the delay
   * @param errors of publisher and player
   */
  public record Report(
      int parts,
      int impossible,
      Latencies.Summary delayMs,
      Latencies.Summary publisherLatenessMs,
      Map<String, Errors.Entry> errors) {}

  private final ServerProcess server;

  public DelayMeasurement(ServerProcess server) {
    this.server = server;
  }

  /**
   * @param source 30 frames per second, beginning with a key frame
   * @param parts at least so many; it ends at the latest after ten minutes
   */
  public Report run(FlvSource source, int parts) throws InterruptedException {
    ClosingFrames frames =
        new ClosingFrames(FRAMES_PER_SECOND, (int) (MAX_SECONDS * FRAMES_PER_SECOND));
    try (LoadTransport publishing = new LoadTransport(1);
        LoadTransport playing = new LoadTransport(1);
        PublisherLoad publisher = new PublisherLoad(publishing, source);
        PlayerLoad player = new PlayerLoad(playing)) {
      player.start(server.playlistUrl(STREAM), 1, 1, 0, PATIENCE_MS, frames);
      publisher.start(server.publishUrl(STREAM), 0, 1, 0, frames);
      for (int i = 0; i < MAX_SECONDS && frames.parts() < parts; i++) {
        TimeUnit.SECONDS.sleep(1);
        if (!publisher.report().errors().isEmpty()) {
          break;
        }
      }
      PublisherLoad.Report sent = publisher.report();
      Map<String, Errors.Entry> errors = new TreeMap<>(sent.errors());
      errors.putAll(player.stop().errors());
      return new Report(
          frames.parts(), frames.impossible(), frames.delays(), sent.latenessMs(), errors);
    }
  }
}
