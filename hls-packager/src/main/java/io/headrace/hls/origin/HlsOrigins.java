package io.headrace.hls.origin;

import io.headrace.hls.origin.Resolution.Missing;
import io.headrace.hls.segment.PackagerStats;
import io.headrace.media.buffer.MemoryBudget;
import io.headrace.media.hub.LiveStream;
import io.headrace.media.hub.StreamObserver;
import io.headrace.media.hub.StreamPath;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * All HLS outputs of this server: packages every stream of the hub and resolves requests.
 *
 * <p>A path's multivariant playlist is that of its newest generation; older ones can still be
 * fetched below their own names for a while.
 */
public final class HlsOrigins implements StreamObserver {
  /** How long a cache may believe that nobody publishes on a path. */
  private static final int OFFLINE_MAX_AGE_S = 1;

  /** Most generations of a path that can be fetched. */
  private static final int MAX_GENERATIONS = 8;

  private static final String MULTIVARIANT = "index.m3u8";

  private final Function<StreamPath, HlsConfig> config;
  private final MemoryBudget budget;
  private final LongSupplier wallClockMs;

  /** Newest generation last; the arrays are never written to. */
  private final ConcurrentHashMap<StreamPath, StreamPackager[]> packagers =
      new ConcurrentHashMap<>();

  /**
   * @param config per path
   * @param budget what segment caches draw on
   * @param wallClockMs epoch milliseconds, for EXT-X-PROGRAM-DATE-TIME
   */
  public HlsOrigins(
      Function<StreamPath, HlsConfig> config, MemoryBudget budget, LongSupplier wallClockMs) {
    this.config = config;
    this.budget = budget;
    this.wallClockMs = wallClockMs;
  }

  @Override
  public void onStreamCreated(LiveStream stream) {
    HlsConfig ofPath = config.apply(stream.path());
    stream.attach(new Generations(number -> create(stream, number, ofPath)));
  }

  private StreamPackager create(LiveStream stream, int number, HlsConfig ofPath) {
    String generation = stream.generation() + (number == 1 ? "" : "-" + number);
    StreamPackager packager =
        new StreamPackager(stream, generation, ofPath, budget, wallClockMs, this::forget);
    StreamPackager[] all =
        packagers.merge(stream.path(), new StreamPackager[] {packager}, HlsOrigins::joined);
    if (all.length > MAX_GENERATIONS) {
      StreamPackager oldest = all[0];
      oldest.stream().home().post(oldest::remove);
    }
    return packager;
  }

  /** Thread: any. */
  public Resolution resolve(HlsRequest request) {
    StreamPackager[] generations = packagers.get(request.path());
    if (generations == null) {
      return new Missing("nobody publishes " + request.path(), OFFLINE_MAX_AGE_S);
    }
    String generation = request.generation();
    if (generation == null) {
      return request.file().equals(MULTIVARIANT)
          ? generations[generations.length - 1].multivariant()
          : new Missing("no " + request.file(), OFFLINE_MAX_AGE_S);
    }
    for (StreamPackager packager : generations) {
      if (packager.generation().equals(generation)) {
        return packager.file(request.file(), request.directives());
      }
    }
    return new Missing("generation " + generation + " is over", OFFLINE_MAX_AGE_S);
  }

  /** What a page can tell a viewer about {@code path}. Thread: any. */
  public PlaybackStatus status(StreamPath path) {
    StreamPackager newest = newest(path);
    return newest == null ? PlaybackStatus.OFFLINE : newest.status();
  }

  /** Tracks of {@code path} that HLS cannot carry, and why. Thread: any. */
  public List<String> leftOut(StreamPath path) {
    StreamPackager newest = newest(path);
    return newest == null ? List.of() : newest.leftOut();
  }

  /** Name of the newest generation on {@code path}, or null when there is none. Thread: any. */
  public @Nullable String generation(StreamPath path) {
    StreamPackager newest = newest(path);
    return newest == null ? null : newest.generation();
  }

  /** What did not go by the book on {@code path}, or null when there is no such stream. */
  public @Nullable PackagerStats stats(StreamPath path) {
    StreamPackager newest = newest(path);
    return newest == null ? null : newest.stats();
  }

  /** Gives every stream up at once, also those that have ended lately. Thread: any. */
  public void close() {
    for (StreamPackager[] generations : packagers.values()) {
      for (StreamPackager packager : generations) {
        packager.stream().home().post(packager::remove);
      }
    }
  }

  private @Nullable StreamPackager newest(StreamPath path) {
    StreamPackager[] generations = packagers.get(path);
    return generations == null ? null : generations[generations.length - 1];
  }

  private void forget(StreamPackager packager) {
    packagers.computeIfPresent(
        packager.stream().path(), (path, generations) -> without(generations, packager));
  }

  private static StreamPackager[] joined(StreamPackager[] older, StreamPackager[] newer) {
    StreamPackager[] all = Arrays.copyOf(older, older.length + newer.length);
    System.arraycopy(newer, 0, all, older.length, newer.length);
    return all;
  }

  private static StreamPackager @Nullable [] without(
      StreamPackager[] generations, StreamPackager gone) {
    StreamPackager[] left =
        Arrays.stream(generations)
            .filter(packager -> packager != gone)
            .toArray(StreamPackager[]::new);
    return left.length == 0 ? null : left;
  }
}
