package io.headrace.server.http;

import io.headrace.hls.origin.HlsRequest;
import io.headrace.hls.origin.Resolution;

/** Where HLS resources come from. */
@FunctionalInterface
public interface Origin {
  /**
   * Answers from what is there now, without blocking. Thread: any.
   *
   * <p>Ownership: the caller owns the content of a {@link Resolution.Ready}.
   */
  Resolution resolve(HlsRequest request);
}
