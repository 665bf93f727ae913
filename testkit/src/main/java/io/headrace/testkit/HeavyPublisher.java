package io.headrace.testkit;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Publishes key frames, the most of which is filler (H.264 §7.3.2.7): a stream that fills the
 * buffers of players who do not read. Thread: methods belong to the test's.
 */
public final class HeavyPublisher implements AutoCloseable {
  private static final int FRAME_MS = 40;
  private static final int FILLER_NAL = 12;

  private final RtmpPeer peer;
  private final byte[] body;
  private final Thread publishing = new Thread(this::publish, "heavy-publish");
  private volatile boolean closed;

  private HeavyPublisher(RtmpPeer peer, byte[] body) {
    this.peer = peer;
    this.body = body;
  }

  /** Publishes {@code app/name}, so many bytes in each of 25 frames a second. */
  public static HeavyPublisher start(
      InetSocketAddress server, String app, String name, int frameBytes) throws IOException {
    RtmpPeer peer = RtmpPeer.connect(server);
    peer.publish(app, name);
    peer.send(BadBytes.clip(0));
    byte[] filler = new byte[frameBytes];
    filler[0] = FILLER_NAL;
    byte[] body = new RtmpBytes().raw(BadBytes.keyFrame()).int32(frameBytes).raw(filler).toBytes();
    HeavyPublisher heavy = new HeavyPublisher(peer, body);
    heavy.publishing.start();
    return heavy;
  }

  private void publish() {
    long startNs = System.nanoTime();
    try {
      for (int timestampMs = 0; !closed; timestampMs += FRAME_MS) {
        peer.send(RtmpBytes.VIDEO, timestampMs, body);
        long dueNs = startNs + TimeUnit.MILLISECONDS.toNanos(timestampMs + FRAME_MS);
        while (!closed && dueNs - System.nanoTime() > 0) {
          LockSupport.parkNanos(dueNs - System.nanoTime());
        }
      }
    } catch (IOException e) {
      if (!closed) {
        throw new IllegalStateException("the heavy publisher was closed", e);
      }
    }
  }

  @Override
  public void close() throws IOException {
    closed = true;
    peer.close();
    try {
      publishing.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
