package io.headrace.server.http;

import io.headrace.hls.origin.HlsContent;
import io.headrace.hls.origin.HlsRequest;
import io.headrace.hls.origin.HlsRequest.Directives;
import io.headrace.hls.origin.Resolution;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;

/**
 * Playlists, init sections, parts and segments: what the origin has goes out at once, what it will
 * have waits. Bodies are sent as they lie in the origin's memory, never copied.
 *
 * <p>Thread: the exchange's delivery loop.
 */
final class HlsDelivery {
  private static final AsciiString PLAYLIST = AsciiString.cached("application/vnd.apple.mpegurl");
  private static final AsciiString VIDEO_MP4 = AsciiString.cached("video/mp4");
  private static final AsciiString AUDIO_MP4 = AsciiString.cached("audio/mp4");

  private final Origin origin;

  HlsDelivery(Origin origin) {
    this.origin = origin;
  }

  void serve(Exchange exchange, HlsRequest request) {
    Resolution resolution = origin.resolve(request);
    if (!(resolution instanceof Resolution.Wait wait)) {
      answer(exchange, request, resolution);
    } else if (exchange.isHead()) {
      answer(exchange, request, withoutWaiting(request, wait));
    } else {
      WaitingRoom room = exchange.loop().waitingRoom();
      Waiter waiter = room.park(request, wait, later -> answer(exchange, request, later));
      if (waiter != null) {
        exchange.park(() -> room.remove(waiter));
      }
    }
  }

  /** HEAD describes what is there now; where nothing is, what would be said at last. */
  private Resolution withoutWaiting(HlsRequest request, Resolution.Wait wait) {
    HlsRequest plain =
        new HlsRequest(request.path(), request.generation(), request.file(), Directives.NONE);
    return origin.resolve(plain) instanceof Resolution.Ready ready ? ready : wait.onTimeout();
  }

  /** Ownership: takes the content of a {@link Resolution.Ready}. */
  private static void answer(Exchange exchange, HlsRequest request, Resolution resolution) {
    if (resolution instanceof Resolution.Ready ready) {
      sendContent(exchange, request, ready);
    } else if (resolution instanceof Resolution.Missing missing) {
      exchange.send(
          Responses.text(HttpResponseStatus.NOT_FOUND, missing.message(), missing.maxAgeSeconds()));
    } else if (resolution instanceof Resolution.Refused refused) {
      exchange.send(
          switch (refused.reason()) {
            case BAD_DIRECTIVES ->
                Responses.text(
                    HttpResponseStatus.BAD_REQUEST, refused.message(), refused.maxAgeSeconds());
            case NOT_AVAILABLE -> Responses.unavailable(refused.message());
          });
    } else {
      throw new IllegalStateException("no final answer: " + resolution);
    }
  }

  private static void sendContent(Exchange exchange, HlsRequest request, Resolution.Ready ready) {
    HlsContent content = ready.content();
    FullHttpResponse response;
    try {
      response =
          content.kind() == HlsContent.Kind.PLAYLIST
              ? playlist(exchange, content, ready.maxAgeSeconds())
              : media(exchange, request, content, ready.maxAgeSeconds());
    } catch (RuntimeException e) {
      content.release();
      throw e;
    }
    exchange.send(response, content);
  }

  private static FullHttpResponse playlist(
      Exchange exchange, HlsContent content, int maxAgeSeconds) {
    ByteBuf gzipped =
        AcceptEncoding.acceptsGzip(exchange.headers().get(HttpHeaderNames.ACCEPT_ENCODING))
            ? content.gzipped()
            : null;
    ByteBuf body = gzipped != null ? gzipped : content.bytes();
    FullHttpResponse response = Responses.of(HttpResponseStatus.OK, body.retainedDuplicate());
    HttpHeaders headers = response.headers();
    headers.set(HttpHeaderNames.CONTENT_TYPE, PLAYLIST);
    headers.set(HttpHeaderNames.CACHE_CONTROL, Responses.maxAge(maxAgeSeconds));
    headers.set(HttpHeaderNames.VARY, HttpHeaderNames.ACCEPT_ENCODING);
    if (gzipped != null) {
      headers.set(HttpHeaderNames.CONTENT_ENCODING, HttpHeaderValues.GZIP);
    }
    return response;
  }

  private static FullHttpResponse media(
      Exchange exchange, HlsRequest request, HlsContent content, int maxAgeSeconds) {
    ByteBuf bytes = content.bytes();
    int lengthBytes = bytes.readableBytes();
    // A URI never names other bytes, so it is their strong validator.
    String etag = '"' + request.generation() + '-' + request.file() + '"';
    ByteRange range = range(exchange, etag, lengthBytes);
    FullHttpResponse response;
    if (etag.equals(exchange.headers().get(HttpHeaderNames.IF_NONE_MATCH))) {
      response = Responses.of(HttpResponseStatus.NOT_MODIFIED, Unpooled.EMPTY_BUFFER);
      response.headers().remove(HttpHeaderNames.CONTENT_LENGTH);
    } else if (range == null) {
      response = Responses.of(HttpResponseStatus.OK, bytes.retainedDuplicate());
    } else if (range.isSatisfiable()) {
      response =
          Responses.of(
              HttpResponseStatus.PARTIAL_CONTENT,
              bytes.retainedSlice(bytes.readerIndex() + range.first(), range.sizeBytes()));
      response
          .headers()
          .set(
              HttpHeaderNames.CONTENT_RANGE,
              "bytes " + range.first() + "-" + range.last() + "/" + lengthBytes);
    } else {
      response =
          Responses.of(HttpResponseStatus.REQUESTED_RANGE_NOT_SATISFIABLE, Unpooled.EMPTY_BUFFER);
      response.headers().set(HttpHeaderNames.CONTENT_RANGE, "bytes */" + lengthBytes);
    }
    response
        .headers()
        .set(
            HttpHeaderNames.CONTENT_TYPE,
            content.kind() == HlsContent.Kind.AUDIO_MP4 ? AUDIO_MP4 : VIDEO_MP4)
        .set(HttpHeaderNames.CACHE_CONTROL, Responses.maxAge(maxAgeSeconds) + ", immutable")
        .set(HttpHeaderNames.ETAG, etag)
        .set(HttpHeaderNames.ACCEPT_RANGES, HttpHeaderValues.BYTES);
    return response;
  }

  /** The range to send, or null for the whole; Range is defined for GET alone, RFC 9110 §14.2. */
  private static @Nullable ByteRange range(Exchange exchange, String etag, int lengthBytes) {
    String ifRange = exchange.headers().get(HttpHeaderNames.IF_RANGE);
    return exchange.isHead() || (ifRange != null && !ifRange.equals(etag))
        ? null
        : ByteRange.parse(exchange.headers().get(HttpHeaderNames.RANGE), lengthBytes);
  }
}
