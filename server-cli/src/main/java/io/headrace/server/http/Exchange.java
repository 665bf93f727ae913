package io.headrace.server.http;

import io.headrace.hls.origin.HlsContent;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import org.jspecify.annotations.Nullable;

/**
 * One request and the one answer to it, given now or, when the request waits, later.
 *
 * <p>Thread: the connection's delivery loop.
 */
final class Exchange {
  private final HttpServerHandler connection;
  private final DeliveryLoop loop;
  private final HttpRequest request;
  private @Nullable Runnable onAbandoned;
  private boolean answered;

  Exchange(HttpServerHandler connection, DeliveryLoop loop, HttpRequest request) {
    this.connection = connection;
    this.loop = loop;
    this.request = request;
  }

  HttpMethod method() {
    return request.method();
  }

  boolean isHead() {
    return request.method().equals(HttpMethod.HEAD);
  }

  HttpRequest request() {
    return request;
  }

  HttpHeaders headers() {
    return request.headers();
  }

  DeliveryLoop loop() {
    return loop;
  }

  boolean isAnswered() {
    return answered;
  }

  /** Leaves the answer for later; {@code newOnAbandoned} runs if the client goes away first. */
  void park(Runnable newOnAbandoned) {
    onAbandoned = newOnAbandoned;
  }

  /** Answers. Ownership: takes {@code response}. */
  void send(FullHttpResponse response) {
    send(response, null);
  }

  /**
   * Answers. Ownership: takes {@code response}, and {@code pinned}, which is released when the last
   * byte has left or can no longer leave.
   */
  void send(FullHttpResponse response, @Nullable HlsContent pinned) {
    if (answered) {
      throw new IllegalStateException("answered twice: " + request.uri());
    }
    answered = true;
    onAbandoned = null;
    connection.send(request, response, pinned);
  }

  /** The client is gone. */
  void abandon() {
    if (onAbandoned != null) {
      onAbandoned.run();
      onAbandoned = null;
    }
  }
}
