package io.headrace.server.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.headrace.media.hub.StreamPath;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The public list of streams as JSON. Every open page polls it, so the list is rendered at most
 * once in half a second.
 *
 * <p>Thread: any.
 */
final class StreamsApi {
  private static final long LIST_NS = TimeUnit.MILLISECONDS.toNanos(500);

  private final StreamDirectory directory;
  private final ObjectMapper mapper = new ObjectMapper();
  private final AtomicReference<Rendered> list;

  /** What a list rendered at {@code atNs} looks like. */
  private record Rendered(long atNs, byte[] json) {}

  StreamsApi(StreamDirectory directory) {
    this.directory = directory;
    this.list = new AtomicReference<>(new Rendered(System.nanoTime() - LIST_NS, new byte[0]));
  }

  void serveList(Exchange exchange) {
    long nowNs = exchange.loop().nowNs();
    Rendered rendered = list.get();
    if (nowNs - rendered.atNs() >= LIST_NS) {
      rendered = new Rendered(nowNs, json(directory.streams()));
      list.set(rendered);
    }
    exchange.send(response(rendered.json()));
  }

  /**
   * @param wanted as in {@link StreamDirectory#stream}
   */
  void serve(Exchange exchange, StreamPath path, boolean wanted) {
    exchange.send(response(json(directory.stream(path, wanted))));
  }

  void serveServer(Exchange exchange) {
    exchange.send(response(json(Map.of("rtmpPort", directory.rtmpPort()))));
  }

  private byte[] json(Object value) {
    try {
      return mapper.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("stream list", e);
    }
  }

  private static FullHttpResponse response(byte[] json) {
    FullHttpResponse response = Responses.of(HttpResponseStatus.OK, Unpooled.wrappedBuffer(json));
    response
        .headers()
        .set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON)
        .set(HttpHeaderNames.CACHE_CONTROL, Responses.NO_STORE);
    return response;
  }
}
