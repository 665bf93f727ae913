package io.headrace.server.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.AsciiString;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The pages and what they load, held in direct memory as they are and gzipped. What lies under
 * {@code assets/} has a hash in its name and may be kept for ever.
 *
 * <p>Thread: any; made and closed by the server.
 */
final class StaticFiles implements AutoCloseable {
  private static final AsciiString FOR_EVER =
      AsciiString.cached("public, max-age=31536000, immutable");
  private static final AsciiString NOSNIFF = AsciiString.cached("nosniff");
  private static final AsciiString X_CONTENT_TYPE_OPTIONS =
      AsciiString.cached("x-content-type-options");
  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "svg", "image/svg+xml",
          "json", "application/json",
          "txt", "text/plain; charset=utf-8",
          "png", "image/png",
          "ico", "image/x-icon",
          "woff2", "font/woff2");

  private final Map<String, StaticFile> files = new HashMap<>();

  /** {@code gzipped} is null where gzip gains nothing. */
  private record StaticFile(String type, ByteBuf bytes, @Nullable ByteBuf gzipped) {}

  /**
   * @param contents by name relative to the root, such as {@code assets/main-1a2b.js}
   */
  StaticFiles(Map<String, byte[]> contents) {
    contents.forEach((name, bytes) -> files.put(name, file(name, bytes)));
  }

  void serve(Exchange exchange, String name) {
    StaticFile file = files.get(name);
    if (file == null) {
      exchange.send(Responses.notFound("no such page"));
      return;
    }
    boolean gzip =
        AcceptEncoding.acceptsGzip(exchange.headers().get(HttpHeaderNames.ACCEPT_ENCODING));
    ByteBuf gzipped = gzip ? file.gzipped() : null;
    ByteBuf body = gzipped == null ? file.bytes() : gzipped;
    FullHttpResponse response = Responses.of(HttpResponseStatus.OK, body.retainedDuplicate());
    HttpHeaders headers = response.headers();
    headers.set(HttpHeaderNames.CONTENT_TYPE, file.type());
    headers.set(X_CONTENT_TYPE_OPTIONS, NOSNIFF);
    headers.set(
        HttpHeaderNames.CACHE_CONTROL,
        name.startsWith("assets/") ? FOR_EVER : HttpHeaderValues.NO_CACHE);
    if (file.gzipped() != null) {
      headers.set(HttpHeaderNames.VARY, HttpHeaderNames.ACCEPT_ENCODING);
    }
    if (gzipped != null) {
      headers.set(HttpHeaderNames.CONTENT_ENCODING, HttpHeaderValues.GZIP);
    }
    exchange.send(response);
  }

  /** Gives the memory back when the last response in flight is out. */
  @Override
  public void close() {
    for (StaticFile file : files.values()) {
      file.bytes().release();
      if (file.gzipped() != null) {
        file.gzipped().release();
      }
    }
    files.clear();
  }

  private static StaticFile file(String name, byte[] bytes) {
    String extension = name.substring(name.lastIndexOf('.') + 1);
    byte[] gzipped = gzip(bytes);
    return new StaticFile(
        TYPES.getOrDefault(extension, "application/octet-stream"),
        direct(bytes),
        gzipped.length < bytes.length ? direct(gzipped) : null);
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
