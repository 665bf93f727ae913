package io.headrace.hls.origin;

import io.headrace.media.buffer.MemoryBudget;
import io.headrace.media.hub.LiveStream;
import io.headrace.media.hub.StreamObserver;
import io.headrace.media.hub.StreamPath;
import java.util.function.Function;
import java.util.function.LongSupplier;

/** All HLS outputs of this server: packages every stream of the hub and resolves requests. */
public final class HlsOrigins implements StreamObserver {

  /**
   * @param config per path
   * @param budget what segment caches draw on
   * @param wallClockMs epoch milliseconds, for EXT-X-PROGRAM-DATE-TIME
   */
  public HlsOrigins(
      Function<StreamPath, HlsConfig> config, MemoryBudget budget, LongSupplier wallClockMs) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void onStreamCreated(LiveStream stream) {
    throw new UnsupportedOperationException();
  }

  /** Thread: any. */
  public Resolution resolve(HlsRequest request) {
    throw new UnsupportedOperationException();
  }

  /** What a page can tell a viewer about {@code path}. Thread: any. */
  public PlaybackStatus status(StreamPath path) {
    throw new UnsupportedOperationException();
  }
}
