package io.headrace.media.hub;

/**
 * Who can bring a stream that nobody publishes, such as a source that is pulled when it is wanted.
 * Thread: any.
 */
@FunctionalInterface
public interface StreamDemand {
  /** Nobody can. */
  StreamDemand NONE = path -> false;

  /**
   * Somebody wants to see {@code path}.
   *
   * @return whether an attempt is being made to bring it
   */
  boolean demand(StreamPath path);
}
