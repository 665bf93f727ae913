package io.headrace.bench.load;

import io.headrace.bench.load.MediaPlaylist.Part;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Follows one rendition as a player does: on one connection the playlist, the next version always
 * asked for before it is there; on another every part, in order, as it becomes known.
 *
 * <p>Thread: its loop.
 */
final class RenditionFollower {
  /** Parts a player lets wait before it gives up. */
  static final int MAX_WAITING_PARTS = 64;

  static final long RETRY_MS = 500;
  static final long PLAIN_TIMEOUT_MS = 10_000;
  static final long PART_TIMEOUT_MS = 10_000;

  private static final int OK = 200;
  private static final int UNAVAILABLE = 503;
  private static final int BLOCK_TARGET_DURATIONS = 3;
  private static final long SLACK_MS = 2_000;

  /** A playlist that did not wait names parts that have been there for an unknown time. */
  private static final long LONG_AGO = Long.MIN_VALUE;

  /**
   * Something to fetch.
   *
   * @param publishedNs first byte of the blocked playlist that named it, or {@link #LONG_AGO}
   */
  private record Fetch(String target, boolean isPart, long publishedNs) {}

  private final EventLoop loop;
  private final HttpConnection playlists;
  private final HttpConnection media;
  private final int rendition;
  private final String playlistTarget;
  private final PlayerTally tally;
  private final PlayerTally.Arrivals arrivals;
  private final VersionListener listener;
  private final PartSequence sequence;
  private final ArrayDeque<Fetch> waiting = new ArrayDeque<>();
  private @Nullable String mapUri;
  private boolean stopped;

  /**
   * @param rendition its number at this player
   * @param playlistTarget path of the media playlist on the server
   * @param listener told of every version
   */
  RenditionFollower(
      EventLoop loop,
      HttpConnection playlists,
      HttpConnection media,
      int rendition,
      String playlistTarget,
      PlayerTally tally,
      VersionListener listener) {
    this.loop = loop;
    this.playlists = playlists;
    this.media = media;
    this.rendition = rendition;
    this.playlistTarget = playlistTarget;
    this.tally = tally;
    this.arrivals = tally.arrivalsOf(playlistTarget);
    this.listener = listener;
    this.sequence = new PartSequence((fault, message) -> error(fault.name(), message));
  }

  void start() {
    fetchPlaylist("", PLAIN_TIMEOUT_MS);
  }

  void stop() {
    stopped = true;
    playlists.close();
    media.close();
  }

  private void error(String name, String message) {
    tally.errors.add(name, playlistTarget + ": " + message);
  }

  private void fail(String name, String message) {
    error(name, message);
    stop();
  }

  private void fetchPlaylist(String directives, long timeoutMs) {
    playlists.get(
        playlistTarget + directives, timeoutMs, new PlaylistResponse(!directives.isEmpty()));
  }

  private void onPlaylist(String text, boolean blocked, long firstByteNs) {
    MediaPlaylist playlist;
    try {
      playlist = PlaylistReader.media(text);
    } catch (PlaylistException e) {
      fail("BAD_PLAYLIST", String.valueOf(e.getMessage()));
      return;
    }
    (blocked ? tally.blockedPlaylists : tally.plainPlaylists).increment();
    if (blocked && playlist.endMs() >= 0) {
      arrivals.record(firstByteNs, playlist.endMs());
    }
    listener.onVersion(rendition, playlist, blocked, firstByteNs);
    List<Part> fresh = sequence.next(playlist, blocked);
    fresh.forEach(part -> enqueue(part, blocked ? firstByteNs : LONG_AGO));
    fetchNextMedia();
    if (playlist.ended()) {
      return;
    }
    if (blocked && fresh.isEmpty()) {
      retryLater();
    } else if (!stopped) {
      long blockS = (long) BLOCK_TARGET_DURATIONS * playlist.targetDurationS();
      fetchPlaylist(playlist.nextDirectives(), TimeUnit.SECONDS.toMillis(blockS) + SLACK_MS);
    }
  }

  /** Asks again a little later, without directives. */
  private void retryLater() {
    loop.schedule(
        () -> {
          if (!stopped) {
            fetchPlaylist("", PLAIN_TIMEOUT_MS);
          }
        },
        RETRY_MS,
        TimeUnit.MILLISECONDS);
  }

  private void enqueue(Part part, long publishedNs) {
    String map = part.mapUri();
    if (map != null && !map.equals(mapUri)) {
      mapUri = map;
      waiting.add(new Fetch(resolve(map), false, publishedNs));
    }
    waiting.add(new Fetch(resolve(part.uri()), true, publishedNs));
    if (waiting.size() > MAX_WAITING_PARTS) {
      fail("PLAYER_FELL_BEHIND", waiting.size() + " parts wait to be fetched");
    }
  }

  private String resolve(String uri) {
    return URI.create(playlistTarget).resolve(uri).toString();
  }

  private void fetchNextMedia() {
    if (!stopped && !media.isBusy() && !waiting.isEmpty()) {
      Fetch fetch = waiting.remove();
      media.get(fetch.target(), PART_TIMEOUT_MS, new MediaResponse(fetch));
    }
  }

  private final class PlaylistResponse implements HttpConnection.Response {
    private final boolean blocked;
    private final BodyCollector body = new BodyCollector();
    private int status;
    private long firstByteNs;

    PlaylistResponse(boolean blocked) {
      this.blocked = blocked;
    }

    @Override
    public void onHead(int newStatus, long contentBytes) {
      firstByteNs = System.nanoTime();
      status = newStatus;
    }

    @Override
    public void onBody(ByteBuf bytes) {
      if (!body.add(bytes)) {
        fail("PLAYLIST_TOO_LONG", body.bytes() + " bytes");
      }
    }

    @Override
    public void onComplete() {
      if (stopped) {
        return;
      }
      if (status == OK) {
        onPlaylist(body.text(), blocked, firstByteNs);
      } else if (status == UNAVAILABLE) {
        // The stream is held.
        tally.unavailable.increment();
        retryLater();
      } else {
        fail("PLAYLIST_STATUS_" + status, body.text().strip());
      }
    }

    @Override
    public void onFailed(String name, String message) {
      fail("PLAYLIST_" + name, message);
    }
  }

  private final class MediaResponse implements HttpConnection.Response {
    private final Fetch fetch;
    private final long requestedNs = System.nanoTime();
    private final FragmentCheck check = new FragmentCheck();
    private int status;
    private long declaredBytes;

    MediaResponse(Fetch fetch) {
      this.fetch = fetch;
    }

    @Override
    public void onHead(int newStatus, long contentBytes) {
      status = newStatus;
      declaredBytes = contentBytes;
    }

    @Override
    public void onBody(ByteBuf bytes) {
      check.add(bytes);
    }

    @Override
    public void onComplete() {
      long nowNs = System.nanoTime();
      if (status != OK) {
        error("MEDIA_STATUS_" + status, fetch.target());
      } else if (declaredBytes != check.bytes()) {
        error("LENGTH", fetch.target() + ": " + check.bytes() + " of " + declaredBytes + " bytes");
      } else if (!check.endsWithBox()) {
        error("BROKEN_BOXES", fetch.target() + ": its boxes do not add up to its length");
      } else {
        tally.mediaBytes.add(check.bytes());
        if (fetch.isPart()) {
          tally.parts.increment();
          tally.partFetch.recordNs(nowNs - requestedNs);
          if (fetch.publishedNs() != LONG_AGO) {
            tally.publicationToLastByte.recordNs(nowNs - fetch.publishedNs());
          }
        } else {
          tally.initSections.increment();
        }
      }
      fetchNextMedia();
    }

    @Override
    public void onFailed(String name, String message) {
      fail("MEDIA_" + name, fetch.target() + ": " + message);
    }
  }
}
