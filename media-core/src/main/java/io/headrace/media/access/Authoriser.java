package io.headrace.media.access;

import java.util.function.Consumer;

/** Decides who may publish and play. Thread: any. */
@FunctionalInterface
public interface Authoriser {
  /** Everybody may everything; a key that is shown identifies its publisher. */
  Authoriser OPEN =
      (request, answer) -> answer.accept(new AccessDecision.Allowed(request.keyDigest()));

  /**
   * Asks. Must not block: an answer that takes time is given later. The protocol waits for it for
   * its authorisation deadline.
   *
   * @param answer called once, on any thread
   */
  void authorise(AccessRequest request, Consumer<AccessDecision> answer);
}
