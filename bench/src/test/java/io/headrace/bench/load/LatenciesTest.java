package io.headrace.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

final class LatenciesTest {
  @Test
  void aSummaryIsInMillisecondsAndOfEverythingSoFar() {
    Latencies latencies = new Latencies();
    latencies.recordNs(-5);
    latencies.recordNs(1_000_000);
    assertEquals(2, latencies.summary().count());
    latencies.recordNs(3_000_000);
    Latencies.Summary summary = latencies.summary();
    assertEquals(3, summary.count());
    assertEquals(0, summary.minMs());
    assertEquals(1, summary.p50Ms(), 0.001);
    assertEquals(3, summary.maxMs(), 0.01);
  }

  @Test
  void nothingRecordedIsAllZeros() {
    assertEquals(new Latencies.Summary(0, 0, 0, 0, 0, 0, 0, 0), new Latencies().summary());
  }

  @Test
  void aSummaryCanBeTakenWhileOthersRecord() throws InterruptedException {
    Latencies latencies = new Latencies();
    AtomicBoolean stop = new AtomicBoolean();
    Thread recording =
        new Thread(
            () -> {
              for (int i = 0; !stop.get(); i++) {
                latencies.recordNs(i % 1_000_000);
              }
            });
    recording.start();
    try {
      long before = 0;
      for (int i = 0; i < 200; i++) {
        long count = latencies.summary().count();
        assertEquals(Math.max(before, count), count);
        before = count;
      }
    } finally {
      stop.set(true);
      recording.join();
    }
  }
}
