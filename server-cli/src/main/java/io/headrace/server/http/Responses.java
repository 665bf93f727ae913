package io.headrace.server.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;

/** The responses that every resource gives alike. */
final class Responses {
  static final AsciiString NO_STORE = AsciiString.cached("no-store");
  static final AsciiString ALLOWED_METHODS = AsciiString.cached("GET, HEAD, OPTIONS");

  private static final AsciiString TEXT = AsciiString.cached("text/plain; charset=utf-8");
  private static final AsciiString ANY = AsciiString.cached("*");
  private static final AsciiString EXPOSED =
      AsciiString.cached("Age, Date, Content-Length, Content-Range");
  private static final AsciiString ALLOWED_HEADERS =
      AsciiString.cached("Range, If-Range, If-None-Match");
  private static final AsciiString PREFLIGHT_SECONDS = AsciiString.cached("86400");
  private static final AsciiString RETRY_SECONDS = AsciiString.cached("1");

  private Responses() {}

  /** Ownership: takes {@code body}. */
  static FullHttpResponse of(HttpResponseStatus status, ByteBuf body) {
    HttpHeaders headers =
        DefaultHttpHeadersFactory.headersFactory().withValidation(false).newHeaders();
    headers.set(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(body.readableBytes()));
    headers.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, ANY);
    headers.set(HttpHeaderNames.ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
    return new DefaultFullHttpResponse(
        HttpVersion.HTTP_1_1, status, body, headers, EmptyHttpHeaders.INSTANCE);
  }

  /** One line for people; {@code maxAgeSeconds} 0 means that no cache may keep it. */
  static FullHttpResponse text(HttpResponseStatus status, String line, int maxAgeSeconds) {
    FullHttpResponse response =
        of(status, Unpooled.wrappedBuffer((line + "\n").getBytes(StandardCharsets.UTF_8)));
    response
        .headers()
        .set(HttpHeaderNames.CONTENT_TYPE, TEXT)
        .set(HttpHeaderNames.CACHE_CONTROL, maxAge(maxAgeSeconds));
    return response;
  }

  static FullHttpResponse badRequest(String line) {
    return text(HttpResponseStatus.BAD_REQUEST, line, 0);
  }

  static FullHttpResponse notFound(String line) {
    return text(HttpResponseStatus.NOT_FOUND, line, 0);
  }

  /** 503, never to be kept by caches, worth another try in a second. */
  static FullHttpResponse unavailable(String line) {
    FullHttpResponse response = text(HttpResponseStatus.SERVICE_UNAVAILABLE, line, 0);
    response.headers().set(HttpHeaderNames.RETRY_AFTER, RETRY_SECONDS);
    return response;
  }

  static FullHttpResponse methodNotAllowed() {
    FullHttpResponse response =
        text(HttpResponseStatus.METHOD_NOT_ALLOWED, "use GET, HEAD or OPTIONS", 0);
    response.headers().set(HttpHeaderNames.ALLOW, ALLOWED_METHODS);
    return response;
  }

  /** The answer to OPTIONS, CORS preflight included: everything here may be read by any page. */
  static FullHttpResponse options() {
    FullHttpResponse response = of(HttpResponseStatus.NO_CONTENT, Unpooled.EMPTY_BUFFER);
    response
        .headers()
        .remove(HttpHeaderNames.CONTENT_LENGTH)
        .set(HttpHeaderNames.ALLOW, ALLOWED_METHODS)
        .set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_METHODS, ALLOWED_METHODS)
        .set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_HEADERS, ALLOWED_HEADERS)
        .set(HttpHeaderNames.ACCESS_CONTROL_MAX_AGE, PREFLIGHT_SECONDS);
    return response;
  }

  static FullHttpResponse redirect(String location) {
    FullHttpResponse response = text(HttpResponseStatus.FOUND, location, 0);
    response.headers().set(HttpHeaderNames.LOCATION, location);
    return response;
  }

  static CharSequence maxAge(int seconds) {
    return seconds <= 0 ? NO_STORE : "max-age=" + seconds;
  }
}
