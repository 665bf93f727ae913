package io.headrace.server;

import io.headrace.media.hub.LiveStream;
import io.headrace.media.hub.StreamObserver;
import io.headrace.media.hub.StreamState;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** When each stream began, which the hub, having no wall clock, does not know. Thread: any. */
final class StreamBirths implements StreamObserver {
  private final LongSupplier wallClockMs;
  private final Map<LiveStream, Long> bornMs = new ConcurrentHashMap<>();

  StreamBirths(LongSupplier wallClockMs) {
    this.wallClockMs = wallClockMs;
  }

  @Override
  public void onStreamCreated(LiveStream stream) {
    bornMs.keySet().removeIf(known -> known.state() == StreamState.ENDED);
    bornMs.put(stream, wallClockMs.getAsLong());
  }

  /** Epoch milliseconds, or null for a stream that nobody has been told of yet. */
  @Nullable Long bornMs(LiveStream stream) {
    return bornMs.get(stream);
  }
}
