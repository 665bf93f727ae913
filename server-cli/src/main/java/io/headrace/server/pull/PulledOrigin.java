package io.headrace.server.pull;

import io.headrace.hls.origin.HlsRequest;
import io.headrace.hls.origin.Resolution;
import io.headrace.hls.origin.Resolution.Missing;
import io.headrace.hls.origin.Resolution.Wait;
import java.util.function.Function;

/**
 * Lets who asks for a stream that a source will bring wait for it, instead of being told that there
 * is none, so that the first viewer's player just works. Every request counts as watching. Thread:
 * any.
 */
public final class PulledOrigin {
  /** How long a cache may believe that a source does not come. */
  private static final int ABSENT_MAX_AGE_S = 1;

  private final PullSources sources;
  private final Function<HlsRequest, Resolution> origin;

  /**
   * @param origin answers for the streams that are there
   */
  public PulledOrigin(PullSources sources, Function<HlsRequest, Resolution> origin) {
    this.sources = sources;
    this.origin = origin;
  }

  /** Ownership: the caller owns the content of a {@link Resolution.Ready}. */
  public Resolution resolve(HlsRequest request) {
    PullSource source = sources.find(request.path());
    // What has ended may still be asked for by its generation.
    if (source != null && source.demand() && request.generation() == null && !source.isPresent()) {
      return new Wait(
          source.signal(),
          sources.startTimeout().toNanos(),
          new Missing("the source of " + request.path() + " does not come", ABSENT_MAX_AGE_S));
    }
    return origin.apply(request);
  }
}
