package io.headrace.bench.load;

import io.netty.util.concurrent.Future;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Many LL-HLS players in this process, of one stream or of several.
 *
 * <p>Thread: one at a time; the players run on the transport's loops.
 */
public final class PlayerLoad implements AutoCloseable {
  /**
   * What a run came to.
   *
   * @param players how many were started
   * @param renditions media playlists that were followed
   * @param plainPlaylists requests without directives that were answered
   * @param blockedPlaylists requests for a part to come that were answered
   * @param unavailable answers 503
   * @param initSections fetched
   * @param parts fetched whole
   * @param mediaBytes of those
   * @param seconds from the first start to the end
   * @param playlistLatenessMs how much later than the earliest, measured against its media time, a
   *     blocked playlist's first byte came; the earliest is that of all players of the rendition
   * @param partFetchMs from request to last byte
   * @param publicationToLastByteMs from the first byte of the blocked playlist that named a part to
   *     the part's last byte
   * @param errors by name
   */
  public record Report(
      int players,
      int renditions,
      long plainPlaylists,
      long blockedPlaylists,
      long unavailable,
      long initSections,
      long parts,
      long mediaBytes,
      double seconds,
      Latencies.Summary playlistLatenessMs,
      Latencies.Summary partFetchMs,
      Latencies.Summary publicationToLastByteMs,
      Map<String, Errors.Entry> errors) {}

  private final LoadTransport transport;
  private final List<HlsPlayer> players = new ArrayList<>();
  private final PlayerTally tally = new PlayerTally();
  private final long startNs = System.nanoTime();

  public PlayerLoad(LoadTransport transport) {
    this.transport = transport;
  }

  /**
   * Starts players, {@code staggerMs} apart.
   *
   * @param url of a multivariant playlist, with {@link PublisherLoad#NUMBER} in place of the number
   *     of the stream
   * @param streams how many streams they share out among them, from number 0
   * @param patienceMs how long a stream may take to appear
   */
  public void start(
      String url, int streams, int count, long staggerMs, long patienceMs, VersionListener listener)
      throws InterruptedException {
    for (int i = 0; i < count; i++) {
      if (i > 0) {
        TimeUnit.MILLISECONDS.sleep(staggerMs);
      }
      URI one = URI.create(url.replace(PublisherLoad.NUMBER, Integer.toString(i % streams)));
      if (!"http".equals(one.getScheme()) || one.getHost() == null) {
        throw new IllegalArgumentException(
            "URL: " + url + " (expected: http://host[:port]/path/index.m3u8)");
      }
      HlsPlayer player =
          new HlsPlayer(transport, transport.nextLoop(), one, patienceMs, tally, listener);
      players.add(player);
      player.start();
    }
  }

  /** Stops all and sums up. */
  public Report stop() {
    close();
    return report();
  }

  /** Thread: any. */
  public Report report() {
    return new Report(
        players.size(),
        tally.renditions(),
        tally.plainPlaylists.sum(),
        tally.blockedPlaylists.sum(),
        tally.unavailable.sum(),
        tally.initSections.sum(),
        tally.parts.sum(),
        tally.mediaBytes.sum(),
        (System.nanoTime() - startNs) / 1e9,
        tally.playlistLateness(),
        tally.partFetch.summary(),
        tally.publicationToLastByte.summary(),
        tally.errors.byName());
  }

  @Override
  public void close() {
    List<Future<?>> stops = players.stream().<Future<?>>map(HlsPlayer::stop).toList();
    stops.forEach(Future::awaitUninterruptibly);
  }
}
