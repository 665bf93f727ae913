package io.headrace.bench.load;

import io.headrace.rtmp.session.RtmpUrl;
import io.netty.util.concurrent.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * Many publishers of one source in this process, started one after the other so that their key
 * frames do not fall together.
 *
 * <p>Thread: one at a time; the publishers run on the transport's loops.
 */
public final class PublisherLoad implements AutoCloseable {
  /**
   * What a run came to.
   *
   * @param publishers how many were started
   * @param live how many got Publish.Start
   * @param framesSent audio and video
   * @param bytesSent of chunks, without the handshake and commands
   * @param seconds from the first start to this report
   * @param latenessMs how long after its due time a frame was written: this generator's own fault
   * @param errors by name
   */
  public record Report(
      int publishers,
      int live,
      long framesSent,
      long bytesSent,
      double seconds,
      Latencies.Summary latenessMs,
      Map<String, Errors.Entry> errors) {}

  /** What a URL contains where a number is to stand. */
  public static final String NUMBER = "%d";

  private final LoadTransport transport;
  private final FlvSource source;
  private final List<RtmpPublisher> publishers = new ArrayList<>();
  private final AtomicInteger live = new AtomicInteger();
  private final LongAdder framesSent = new LongAdder();
  private final LongAdder bytesSent = new LongAdder();
  private final Latencies lateness = new Latencies();
  private final Errors errors = new Errors();
  private final long startNs = System.nanoTime();

  public PublisherLoad(LoadTransport transport, FlvSource source) {
    this.transport = transport;
    this.source = source;
  }

  /**
   * Starts publishers, {@code staggerMs} apart.
   *
   * @param url with {@value #NUMBER} in place of the publisher's number
   * @param firstNumber number of the first of them
   */
  public void start(String url, int firstNumber, int count, long staggerMs, FrameClock clock)
      throws InterruptedException {
    for (int i = 0; i < count; i++) {
      if (i > 0) {
        TimeUnit.MILLISECONDS.sleep(staggerMs);
      }
      RtmpPublisher publisher =
          new RtmpPublisher(
              transport,
              transport.nextLoop(),
              RtmpUrl.parse(url.replace(NUMBER, Integer.toString(firstNumber + i))),
              source,
              new Sums(),
              clock);
      publishers.add(publisher);
      publisher.start();
    }
  }

  /** How many are on air or have been. Thread: any. */
  public int live() {
    return live.get();
  }

  /** Thread: any. */
  public Report report() {
    return new Report(
        publishers.size(),
        live.get(),
        framesSent.sum(),
        bytesSent.sum(),
        (System.nanoTime() - startNs) / 1e9,
        lateness.summary(),
        errors.byName());
  }

  /** Unpublishes all. */
  @Override
  public void close() {
    List<Future<?>> stops = new ArrayList<>();
    publishers.forEach(publisher -> stops.add(publisher.stop()));
    stops.forEach(Future::awaitUninterruptibly);
  }

  private final class Sums implements RtmpPublisher.Tally {
    @Override
    public void onLive() {
      live.incrementAndGet();
    }

    @Override
    public void onFrameSent(int bytes, long latenessNs) {
      framesSent.increment();
      bytesSent.add(bytes);
      lateness.recordNs(latenessNs);
    }

    @Override
    public void onError(String name, String message) {
      errors.add(name, message);
    }
  }
}
