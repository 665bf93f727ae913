package io.headrace.server.http;

import io.headrace.hls.origin.HlsContent;
import io.headrace.hls.origin.HlsRequest;
import io.headrace.hls.origin.Resolution;
import io.headrace.hls.origin.VersionSignal;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * An origin with objects by {@code generation/file}. A name that begins with {@code wait} waits
 * until it is there. Counts what is pinned.
 */
final class FakeOrigin implements Origin, AutoCloseable {
  static final int MAX_AGE_SECONDS = 12;

  private final Map<String, Stored> objects = new ConcurrentHashMap<>();
  private final AtomicInteger pinned = new AtomicInteger();
  private final VersionSignal signal = new VersionSignal();
  private volatile Duration timeout = Duration.ofSeconds(30);
  private volatile @Nullable HlsRequest last;

  private record Stored(HlsContent.Kind kind, ByteBuf bytes, @Nullable ByteBuf gzipped) {}

  void put(String name, HlsContent.Kind kind, byte[] bytes) {
    ByteBuf gzipped = kind == HlsContent.Kind.PLAYLIST ? direct(gzip(bytes)) : null;
    objects.put(name, new Stored(kind, direct(bytes), gzipped));
  }

  void putPlaylist(String name, String text) {
    put(name, HlsContent.Kind.PLAYLIST, text.getBytes(StandardCharsets.UTF_8));
  }

  void timeout(Duration newTimeout) {
    timeout = newTimeout;
  }

  /** What is there now becomes known to those who wait. */
  void raise() {
    signal.raise();
  }

  /** Delivery loops that would be told. */
  int listeners() {
    return signal.listeners();
  }

  /** Contents handed out and not released. */
  int pinned() {
    return pinned.get();
  }

  @Nullable HlsRequest last() {
    return last;
  }

  @Override
  public Resolution resolve(HlsRequest request) {
    last = request;
    if (request.file().startsWith("broken")) {
      throw new IllegalStateException("a fault in the origin");
    }
    if ("x".equals(request.directives().msn())) {
      return new Resolution.Refused(Resolution.Reason.BAD_DIRECTIVES, "_HLS_msn: x", 8);
    }
    Stored stored =
        objects.get(
            (request.generation() == null ? "" : request.generation() + "/") + request.file());
    if (stored != null) {
      pinned.incrementAndGet();
      return new Resolution.Ready(new Pin(stored), MAX_AGE_SECONDS);
    }
    if (request.file().startsWith("wait")) {
      return new Resolution.Wait(
          signal,
          timeout.toNanos(),
          new Resolution.Refused(Resolution.Reason.NOT_AVAILABLE, "not in time", 0));
    }
    return new Resolution.Missing("no such object", 2);
  }

  @Override
  public void close() {
    for (Stored stored : objects.values()) {
      stored.bytes().release();
      if (stored.gzipped() != null) {
        stored.gzipped().release();
      }
    }
    objects.clear();
  }

  private final class Pin implements HlsContent {
    private final Stored stored;
    private boolean released;

    Pin(Stored stored) {
      this.stored = stored;
    }

    @Override
    public Kind kind() {
      return stored.kind();
    }

    @Override
    public ByteBuf bytes() {
      return stored.bytes();
    }

    @Override
    public @Nullable ByteBuf gzipped() {
      return stored.gzipped();
    }

    @Override
    public synchronized void release() {
      if (released) {
        throw new IllegalStateException("released twice");
      }
      released = true;
      pinned.decrementAndGet();
    }
  }

  private static ByteBuf direct(byte[] bytes) {
    return Unpooled.directBuffer(bytes.length).writeBytes(bytes);
  }

  private static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
