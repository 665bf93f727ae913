package io.headrace.hls.origin;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * One version of one playlist, shared by all who ask for it. It lives while the snapshot or a
 * receiver holds a count. Thread: any.
 */
final class PlaylistVersion implements HlsContent {
  private final ByteBuf full;
  private final AtomicInteger count = new AtomicInteger(1);
  private volatile @Nullable ByteBuf gzipped;

  /** Ownership: takes {@code full}. */
  PlaylistVersion(ByteBuf full) {
    this.full = full;
  }

  /** Adds a count for the caller, or says false when the version is gone. */
  boolean tryRetain() {
    int seen = count.get();
    while (seen > 0) {
      if (count.compareAndSet(seen, seen + 1)) {
        return true;
      }
      seen = count.get();
    }
    return false;
  }

  @Override
  public Kind kind() {
    return Kind.PLAYLIST;
  }

  @Override
  public ByteBuf bytes() {
    return full;
  }

  @Override
  public ByteBuf gzipped() {
    ByteBuf made = gzipped;
    return made != null ? made : gzip();
  }

  @Override
  public void release() {
    int left = count.decrementAndGet();
    assert left >= 0 : "released more often than retained";
    if (left == 0) {
      full.release();
      ByteBuf made = gzipped;
      if (made != null) {
        made.release();
      }
    }
  }

  private synchronized ByteBuf gzip() {
    ByteBuf made = gzipped;
    if (made == null) {
      made = gzip(ByteBufUtil.getBytes(full));
      gzipped = made;
    }
    return made;
  }

  private static ByteBuf gzip(byte[] plain) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(plain.length / 2);
    try (FastGzip out = new FastGzip(bytes)) {
      out.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return ByteBufAllocator.DEFAULT
        .directBuffer(bytes.size(), bytes.size())
        .writeBytes(bytes.toByteArray());
  }

  private static final class FastGzip extends GZIPOutputStream {
    FastGzip(ByteArrayOutputStream out) throws IOException {
      super(out);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }
}
