package io.headrace.hls.origin;

import io.headrace.hls.cache.SlabCache;
import io.headrace.hls.cut.Promises;
import io.headrace.hls.origin.HlsRequest.Directives;
import io.headrace.hls.origin.StreamSnapshot.RenditionSnapshot;
import io.headrace.hls.playlist.MediaPlaylistWriter;
import io.headrace.hls.playlist.MultivariantPlaylistWriter;
import io.headrace.hls.segment.CarriedTracks;
import io.headrace.hls.segment.Packager;
import io.headrace.hls.segment.PackagerStats;
import io.headrace.hls.segment.PackagingRules;
import io.headrace.hls.segment.RenditionView;
import io.headrace.media.buffer.MemoryBudget;
import io.headrace.media.frame.MediaFrame;
import io.headrace.media.frame.Track;
import io.headrace.media.hub.LiveStream;
import io.netty.buffer.ByteBufAllocator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HLS output of one generation of a stream. It packages on the home loop and makes what is new
 * visible once per batch of frames, in this order: bytes of parts, index, playlist versions,
 * snapshot, signal. After the end all of it can be fetched for as long as the specification asks.
 *
 * <p>Thread: home loop, except {@link #multivariant()}, {@link #file}, {@link #status()}, {@link
 * #leftOut()} and {@link #stats()}, which any thread may call.
 */
final class StreamPackager {
  private static final Logger log = LoggerFactory.getLogger(StreamPackager.class);

  /** Share of the cache that frames may take while they wait for their part to end. */
  private static final int PENDING_SHARE = 4;

  private static final long RECLAIM_INTERVAL_NS = TimeUnit.SECONDS.toNanos(1);
  private static final int HEADROOM_PERCENT = 10;
  private static final long BANDWIDTH_STEP = 1_000;

  private final LiveStream stream;
  private final String generation;
  private final LongSupplier wallClockMs;
  private final Consumer<StreamPackager> onRemoved;
  private final PackagingRules rules;
  private final SlabCache cache;
  private final Packager packager;
  private final MediaPlaylistWriter mediaPlaylists = new MediaPlaylistWriter();
  private final MultivariantPlaylistWriter multivariantPlaylists = new MultivariantPlaylistWriter();
  private final VersionSignal signal = new VersionSignal();

  private volatile StreamSnapshot snapshot;

  // Home loop.
  private boolean supported = true;
  private List<String> leftOut = List.of();
  private boolean held;
  private boolean ended;
  private boolean removed;
  private long bandwidth;
  private List<Track> describedTracks = List.of();

  /**
   * @param generation its name in URLs
   * @param onRemoved told once when nothing can be fetched any more
   */
  StreamPackager(
      LiveStream stream,
      String generation,
      HlsConfig config,
      MemoryBudget budget,
      LongSupplier wallClockMs,
      Consumer<StreamPackager> onRemoved) {
    this.stream = stream;
    this.generation = generation;
    this.wallClockMs = wallClockMs;
    this.onRemoved = onRemoved;
    this.rules =
        new PackagingRules(
            config.segment(),
            config.part(),
            config.window(),
            config.maxCacheBytes() / PENDING_SHARE);
    this.cache = new SlabCache(budget, config.slabBytes(), config.maxCacheBytes());
    this.packager = new Packager(rules, cache, budget);
    this.snapshot =
        StreamSnapshot.empty(PlaybackStatus.WAITING_FOR_KEY_FRAME, expectedTarget(config));
  }

  LiveStream stream() {
    return stream;
  }

  String generation() {
    return generation;
  }

  /** Whether what is promised can be kept with {@code tracks}. */
  boolean outlives(CarriedTracks tracks) {
    return packager.outlives(tracks);
  }

  /** Whether {@code frame} is of a kind that is not promised. Ownership: borrows. */
  boolean lacks(MediaFrame frame) {
    return packager.lacks(frame);
  }

  PlaybackStatus status() {
    return snapshot.status();
  }

  /** Tracks that cannot be carried, and why. */
  List<String> leftOut() {
    return snapshot.leftOut();
  }

  PackagerStats stats() {
    return snapshot.stats();
  }

  Resolution multivariant() {
    Resolution resolution;
    do {
      resolution = new SnapshotResolver(snapshot, signal).multivariant();
    } while (resolution == null);
    return resolution;
  }

  Resolution file(String file, Directives directives) {
    Resolution resolution;
    do {
      resolution = new SnapshotResolver(snapshot, signal).file(file, directives);
    } while (resolution == null);
    return resolution;
  }

  /** The track set of publication {@code epoch}. */
  void onTracks(long epoch, CarriedTracks tracks) {
    if (removed) {
      return;
    }
    held = false;
    supported = !tracks.isEmpty();
    leftOut = tracks.leftOut();
    packager.onTracks(epoch, tracks);
    publish();
  }

  void onFrame(MediaFrame frame) {
    if (!removed) {
      packager.onFrame(frame, wallClockMs.getAsLong());
    }
  }

  void onBatchEnd() {
    publish();
  }

  void onHeld() {
    if (removed) {
      return;
    }
    held = true;
    packager.onHeld();
    publish();
  }

  void onEnded() {
    if (removed) {
      return;
    }
    ended = true;
    packager.onHeld();
    publish();
    Promises promises = packager.promises();
    if (promises == null || !snapshot.isPlayable()) {
      remove();
      return;
    }
    log.info("hls {} ended: {}", stream.path(), packager.stats());
    stream.home().schedule(this::remove, rules.retentionNs(promises));
  }

  /** Gives up everything. Thread: home loop. */
  void remove() {
    if (removed) {
      return;
    }
    removed = true;
    onRemoved.accept(this);
    StreamSnapshot last = snapshot;
    snapshot = StreamSnapshot.empty(PlaybackStatus.OFFLINE, last.targetDurationS());
    releaseReplaced(last, snapshot);
    packager.release();
    signal.raise();
    reclaim();
  }

  /** Waits until the last reader has let go of the slabs. */
  private void reclaim() {
    cache.reclaim();
    if (cache.reservedBytes() > 0) {
      stream.home().schedule(this::reclaim, RECLAIM_INTERVAL_NS);
    }
  }

  private void publish() {
    if (removed) {
      return;
    }
    StreamSnapshot last = snapshot;
    PlaybackStatus status = statusNow(last.isPlayable());
    boolean changed = packager.takeChanged() || (ended && last.status() != PlaybackStatus.ENDED);
    if (!changed && status == last.status() && leftOut.equals(last.leftOut())) {
      return;
    }
    packager.expire(stream.home().nowNs());
    List<RenditionView> views = packager.views(ended);
    Promises promises = packager.promises();
    StreamSnapshot next =
        promises == null
            ? new StreamSnapshot(
                status, last.targetDurationS(), null, List.of(), leftOut, packager.stats())
            : render(views, promises, last);
    snapshot = next;
    releaseReplaced(last, next);
    if (next.status() == PlaybackStatus.PLAYABLE && !last.isPlayable()) {
      log.info("hls {} playable: {}", stream.path(), promises);
    }
    signal.raise();
  }

  private StreamSnapshot render(List<RenditionView> views, Promises promises, StreamSnapshot last) {
    boolean playable = true;
    for (int i = 0; i < views.size(); i++) {
      playable &= views.get(i).isPlayable();
    }
    List<RenditionSnapshot> renditions = new ArrayList<>(views.size());
    for (int i = 0; i < views.size(); i++) {
      RenditionView view = views.get(i);
      renditions.add(
          new RenditionSnapshot(view, playable ? version(view, views, promises, last) : null));
    }
    return new StreamSnapshot(
        statusNow(playable),
        promises.targetDurationS(),
        playable ? multivariant(views, last) : null,
        Collections.unmodifiableList(renditions),
        leftOut,
        packager.stats());
  }

  private PlaylistVersion version(
      RenditionView view, List<RenditionView> views, Promises promises, StreamSnapshot last) {
    RenditionSnapshot before = last.rendition(view.name());
    if (before != null && before.view() == view && before.playlist() != null) {
      return before.playlist();
    }
    return new PlaylistVersion(
        mediaPlaylists.write(view, views, promises, ByteBufAllocator.DEFAULT));
  }

  /**
   * The multivariant playlist. Its BANDWIDTH is the peak of what was measured and some headroom; it
   * rises when that is passed and never falls.
   */
  private PlaylistVersion multivariant(List<RenditionView> views, StreamSnapshot last) {
    long peak = 0;
    long average = 0;
    boolean described = describedTracks.size() == views.size();
    for (int i = 0; i < views.size(); i++) {
      RenditionView view = views.get(i);
      peak += view.rate().peak();
      average += view.rate().average();
      described = described && view.track().equals(describedTracks.get(i));
    }
    PlaylistVersion before = last.multivariant();
    if (before != null && peak <= bandwidth && described) {
      return before;
    }
    if (peak > bandwidth || bandwidth == 0) {
      long raised = peak * (100 + HEADROOM_PERCENT) / 100;
      bandwidth = (raised / BANDWIDTH_STEP + 1) * BANDWIDTH_STEP;
    }
    describedTracks = views.stream().map(RenditionView::track).toList();
    return new PlaylistVersion(
        multivariantPlaylists.write(
            generation,
            views,
            packager.frameRate(),
            bandwidth,
            Math.min(average, bandwidth),
            ByteBufAllocator.DEFAULT));
  }

  private PlaybackStatus statusNow(boolean playable) {
    if (ended) {
      return PlaybackStatus.ENDED;
    }
    if (held) {
      return PlaybackStatus.HELD;
    }
    if (!supported) {
      return PlaybackStatus.UNSUPPORTED_CODEC;
    }
    if (!packager.hasSyncFrame()) {
      return PlaybackStatus.WAITING_FOR_KEY_FRAME;
    }
    return playable ? PlaybackStatus.PLAYABLE : PlaybackStatus.STARTING;
  }

  private static void releaseReplaced(StreamSnapshot last, StreamSnapshot next) {
    PlaylistVersion multivariant = last.multivariant();
    if (multivariant != null && multivariant != next.multivariant()) {
      multivariant.release();
    }
    for (int i = 0; i < last.renditions().size(); i++) {
      RenditionSnapshot before = last.renditions().get(i);
      PlaylistVersion version = before.playlist();
      RenditionSnapshot now = next.rendition(before.view().name());
      if (version != null && (now == null || now.playlist() != version)) {
        version.release();
      }
    }
  }

  /** TARGETDURATION as far as it can be known before the first look at the stream is over. */
  private static int expectedTarget(HlsConfig config) {
    Duration roundedUp = config.segment().plusMillis(999);
    return (int) Math.max(Promises.MIN_TARGET_DURATION_S, roundedUp.toSeconds());
  }
}
