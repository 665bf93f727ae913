package io.headrace.testkit;

import io.netty.buffer.UnpooledByteBufAllocator;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test class that lost a buffer. Netty notices a leak when the buffer has been collected
 * and another is made after; so both are brought about here, for otherwise most tests are over
 * before the first collection. JUnit finds this by itself; the lines with {@code LEAK:} in the
 * test's output say where the buffer was made.
 */
public final class LeakCheck implements AfterAllCallback {
  private static final int COLLECTIONS = 2;
  private static final long COLLECTION_TIMEOUT_MS = 2_000;

  @Override
  public void afterAll(ExtensionContext context) throws InterruptedException {
    // What the first collection finds is queued for certain when the second is over.
    for (int i = 0; i < COLLECTIONS; i++) {
      collect();
    }
    UnpooledByteBufAllocator.DEFAULT.directBuffer(1).release();
    int leaks = RecordingLeakDetector.takeLeaks();
    if (leaks > 0) {
      throw new AssertionError(
          "LEAK: " + leaks + " not released; the output of this test says where they were made");
    }
  }

  private static void collect() throws InterruptedException {
    ReferenceQueue<Object> collected = new ReferenceQueue<>();
    WeakReference<Object> canary = new WeakReference<>(new Object(), collected);
    System.gc();
    try {
      if (collected.remove(COLLECTION_TIMEOUT_MS) == null) {
        throw new AssertionError("no collection within " + COLLECTION_TIMEOUT_MS + " ms");
      }
    } finally {
      Reference.reachabilityFence(canary);
    }
  }
}
