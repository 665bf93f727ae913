package io.headrace.bench.load;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One LL-HLS player: reads the multivariant playlist, then follows video and audio.
 *
 * <p>Thread: its loop.
 */
final class HlsPlayer {
  private static final int OK = 200;

  private final LoadTransport transport;
  private final EventLoop loop;
  private final InetSocketAddress address;
  private final String target;
  private final long patienceNs;
  private final PlayerTally tally;
  private final VersionListener listener;
  private final HttpConnection connection;
  private final List<RenditionFollower> followers = new ArrayList<>();
  private final long startNs = System.nanoTime();
  private boolean stopped;

  /**
   * @param url of the multivariant playlist, {@code http://host[:port]/path/index.m3u8}
   * @param patienceMs how long the stream may take to appear
   */
  HlsPlayer(
      LoadTransport transport,
      EventLoop loop,
      URI url,
      long patienceMs,
      PlayerTally tally,
      VersionListener listener) {
    this.transport = transport;
    this.loop = loop;
    this.address = new InetSocketAddress(url.getHost(), url.getPort() < 0 ? 80 : url.getPort());
    this.target = url.getRawPath();
    this.patienceNs = TimeUnit.MILLISECONDS.toNanos(patienceMs);
    this.tally = tally;
    this.listener = listener;
    this.connection = new HttpConnection(transport, loop, address);
  }

  /** Thread: any. */
  void start() {
    loop.execute(this::fetchMultivariant);
  }

  /** Thread: any. */
  Future<?> stop() {
    return loop.submit(
        () -> {
          stopped = true;
          connection.close();
          followers.forEach(RenditionFollower::stop);
        });
  }

  private void fetchMultivariant() {
    if (!stopped) {
      connection.get(target, RenditionFollower.PLAIN_TIMEOUT_MS, new MultivariantResponse());
    }
  }

  private void retryOrFail(String name, String message) {
    if (System.nanoTime() - startNs < patienceNs) {
      loop.schedule(this::fetchMultivariant, RenditionFollower.RETRY_MS, TimeUnit.MILLISECONDS);
    } else {
      tally.errors.add(name, target + ": " + message);
    }
  }

  private void follow(String text) {
    List<String> uris;
    try {
      uris = PlaylistReader.renditionUris(text);
    } catch (PlaylistException e) {
      tally.errors.add("BAD_PLAYLIST", target + ": " + e.getMessage());
      return;
    }
    for (String uri : uris) {
      // The first rendition goes on with the connection that is open.
      RenditionFollower follower =
          new RenditionFollower(
              loop,
              followers.isEmpty() ? connection : new HttpConnection(transport, loop, address),
              new HttpConnection(transport, loop, address),
              followers.size(),
              URI.create(target).resolve(uri).toString(),
              tally,
              listener);
      followers.add(follower);
      follower.start();
    }
  }

  private final class MultivariantResponse implements HttpConnection.Response {
    private final BodyCollector body = new BodyCollector();
    private int status;

    @Override
    public void onHead(int newStatus, long contentBytes) {
      status = newStatus;
    }

    @Override
    public void onBody(ByteBuf bytes) {
      body.add(bytes);
    }

    @Override
    public void onComplete() {
      if (stopped) {
        return;
      }
      if (status == OK) {
        follow(body.text());
      } else {
        retryOrFail("MULTIVARIANT_STATUS_" + status, body.text().strip());
      }
    }

    @Override
    public void onFailed(String name, String message) {
      retryOrFail("MULTIVARIANT_" + name, message);
    }
  }
}
