package io.headrace.testkit;

import io.netty.util.ResourceLeakDetector;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Netty's leak detector, which also counts what it reports, for {@link LeakCheck}. Netty is told of
 * it by the system property {@code io.netty.customResourceLeakDetector}.
 *
 * @param <T> what may leak
 */
public final class RecordingLeakDetector<T> extends ResourceLeakDetector<T> {
  private static final AtomicInteger leaks = new AtomicInteger();

  /** Called by Netty. */
  public RecordingLeakDetector(Class<?> resourceType, int samplingInterval) {
    super(resourceType, samplingInterval);
  }

  /** As Netty used to call it; it complains where this is missing. */
  public RecordingLeakDetector(Class<?> resourceType, int samplingInterval, long maxActive) {
    this(resourceType, samplingInterval);
  }

  @Override
  protected void reportTracedLeak(String resourceType, String records) {
    leaks.incrementAndGet();
    super.reportTracedLeak(resourceType, records);
  }

  @Override
  protected void reportUntracedLeak(String resourceType) {
    leaks.incrementAndGet();
    super.reportUntracedLeak(resourceType);
  }

  /** Leaks reported since the last call. */
  static int takeLeaks() {
    return leaks.getAndSet(0);
  }
}
