package io.headrace.server.http;

import io.headrace.hls.origin.HlsRequest;
import io.headrace.hls.origin.Resolution;
import java.util.function.Consumer;

/** A request that waits. Thread: its delivery loop. */
final class Waiter {
  private final HlsRequest request;
  private final long deadlineNs;
  private final Consumer<Resolution> answer;
  private Resolution onTimeout;
  private WaitList list;

  /**
   * @param answer called once unless the waiter is removed first; takes the content of what it is
   *     given
   */
  Waiter(
      HlsRequest request,
      long deadlineNs,
      Resolution onTimeout,
      Consumer<Resolution> answer,
      WaitList list) {
    this.request = request;
    this.deadlineNs = deadlineNs;
    this.onTimeout = onTimeout;
    this.answer = answer;
    this.list = list;
  }

  HlsRequest request() {
    return request;
  }

  long deadlineNs() {
    return deadlineNs;
  }

  WaitList list() {
    return list;
  }

  void move(WaitList to, Resolution newOnTimeout) {
    list = to;
    onTimeout = newOnTimeout;
  }

  void answer(Resolution resolution) {
    answer.accept(resolution);
  }

  void expire() {
    answer.accept(onTimeout);
  }
}
