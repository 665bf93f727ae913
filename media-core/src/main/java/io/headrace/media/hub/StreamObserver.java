package io.headrace.media.hub;

/** Told of every new stream; wires packagers to it. Thread: the stream's home loop. */
@FunctionalInterface
public interface StreamObserver {
  /** Called before the first frame; attach sinks here with {@link LiveStream#attach}. */
  void onStreamCreated(LiveStream stream);
}
