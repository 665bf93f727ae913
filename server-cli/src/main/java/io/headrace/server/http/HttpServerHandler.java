package io.headrace.server.http;

import io.headrace.hls.origin.HlsContent;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection. Requests are answered one at a time and in order: the next begins when the last
 * byte of the answer before it was handed to the socket, so a connection never pins more than one
 * response. What is sent ahead queues up to a limit; from half of it on the socket is not read.
 */
final class HttpServerHandler extends ChannelInboundHandlerAdapter {
  private static final Logger log = LoggerFactory.getLogger(HttpServerHandler.class);

  private enum State {
    /** No request; since then the client is idle. */
    IDLE,
    /** A request is being answered or waits. */
    SERVING,
    /** The answer is on its way; since then it pins memory. */
    WRITING,
    /** Nothing more is read. */
    CLOSING
  }

  private final DeliveryLoop loop;
  private final Router router;
  private final HttpConfig config;
  private final HttpCounters counters;
  private final ArrayDeque<HttpRequest> queue = new ArrayDeque<>();

  private @Nullable ChannelHandlerContext ctx;
  private State state = State.IDLE;
  private long stateSinceNs;
  private @Nullable Exchange current;
  private boolean lastAnswer;
  private boolean beginning;

  HttpServerHandler(DeliveryLoop loop, Router router, HttpConfig config, HttpCounters counters) {
    this.loop = loop;
    this.router = router;
    this.config = config;
    this.counters = counters;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    ctx = context;
    enter(State.IDLE);
    loop.add(this);
    counters.addConnections(1);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    enter(State.CLOSING);
    queue.clear();
    loop.remove(this);
    if (current != null) {
      current.abandon();
    }
    counters.addConnections(-1);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof HttpRequest request && state != State.CLOSING) {
      onRequest(context, request);
    } else {
      // The body of a request, which no resource here takes.
      ReferenceCountUtil.release(message);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    log.debug("connection of {} failed", context.channel().remoteAddress(), cause);
    close();
  }

  private void onRequest(ChannelHandlerContext context, HttpRequest request) {
    if (queue.size() == config.maxPipelined()) {
      counters.countBreach(HttpLimit.PIPELINED);
      close();
      return;
    }
    queue.add(request);
    if (queue.size() > config.maxPipelined() / 2) {
      context.channel().config().setAutoRead(false);
    }
    beginQueued();
  }

  /** Begins what can begin; a loop, since an answer is often complete before its call returns. */
  private void beginQueued() {
    if (beginning) {
      return;
    }
    beginning = true;
    while (state == State.IDLE && !queue.isEmpty()) {
      begin(queue.remove());
    }
    beginning = false;
    if (ctx != null && state != State.CLOSING && queue.size() <= config.maxPipelined() / 2) {
      ctx.channel().config().setAutoRead(true);
    }
  }

  private void begin(HttpRequest request) {
    enter(State.SERVING);
    // A body would have to be read to the end first; nobody sends one to GET.
    lastAnswer |= !HttpUtil.isKeepAlive(request) || hasBody(request);
    Exchange exchange = new Exchange(this, loop, request);
    current = exchange;
    FullHttpResponse fault = fault(request);
    if (fault != null) {
      lastAnswer = true;
      exchange.send(fault);
      return;
    }
    try {
      router.route(exchange);
    } catch (RuntimeException e) {
      log.error("{} {} failed", request.method(), request.uri(), e);
      if (exchange.isAnswered()) {
        close();
      } else {
        exchange.send(
            Responses.text(HttpResponseStatus.INTERNAL_SERVER_ERROR, "internal error", 0));
      }
    }
  }

  private @Nullable FullHttpResponse fault(HttpRequest request) {
    DecoderResult result = request.decoderResult();
    if (result.isFailure()) {
      counters.countBreach(HttpLimit.MALFORMED_REQUEST);
      if (result.cause() instanceof TooLongHttpLineException) {
        return Responses.text(HttpResponseStatus.REQUEST_URI_TOO_LONG, "request line too long", 0);
      }
      if (result.cause() instanceof TooLongHttpHeaderException) {
        return Responses.text(
            HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "header too large", 0);
      }
      return Responses.badRequest("not an HTTP/1.1 request");
    }
    HttpVersion version = request.protocolVersion();
    if (version.majorVersion() != 1) {
      return Responses.text(
          HttpResponseStatus.HTTP_VERSION_NOT_SUPPORTED, "HTTP/1.1 is spoken here", 0);
    }
    // RFC 9112 §3.2.
    int hosts = request.headers().getAll(HttpHeaderNames.HOST).size();
    if (hosts > 1 || (hosts == 0 && version.minorVersion() > 0)) {
      return Responses.badRequest("exactly one Host field is needed");
    }
    return null;
  }

  private static boolean hasBody(HttpRequest request) {
    String length = request.headers().get(HttpHeaderNames.CONTENT_LENGTH);
    return HttpUtil.isTransferEncodingChunked(request) || (length != null && !length.equals("0"));
  }

  /** Ownership: takes {@code response} and {@code pinned}. */
  void send(HttpRequest request, FullHttpResponse response, @Nullable HlsContent pinned) {
    ChannelHandlerContext context = ctx;
    if (context == null || state == State.CLOSING) {
      response.release();
      if (pinned != null) {
        pinned.release();
      }
      return;
    }
    response.headers().set(HttpHeaderNames.DATE, loop.date());
    if (lastAnswer) {
      response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    } else if (request.protocolVersion().minorVersion() == 0) {
      response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
    }
    enter(State.WRITING);
    ChannelFuture written = context.writeAndFlush(response);
    written.addListener(
        future -> {
          if (pinned != null) {
            pinned.release();
          }
          onWritten(future.isSuccess());
        });
  }

  private void onWritten(boolean success) {
    current = null;
    if (!success || lastAnswer) {
      close();
    } else if (state == State.WRITING) {
      enter(State.IDLE);
      beginQueued();
    }
  }

  /** The server stops: the answer being given is the last. */
  void drain() {
    lastAnswer = true;
    if (state == State.IDLE) {
      close();
    }
  }

  private void close() {
    if (ctx != null) {
      enter(State.CLOSING);
      ctx.close();
    }
  }

  void checkDeadlines(long nowNs) {
    long inStateNs = nowNs - stateSinceNs;
    if (state == State.IDLE && inStateNs > config.idleTimeout().toNanos()) {
      counters.countBreach(HttpLimit.IDLE);
      close();
    } else if (state == State.WRITING && inStateNs > config.responseDeadline().toNanos()) {
      counters.countBreach(HttpLimit.SLOW_CLIENT);
      close();
    }
  }

  private void enter(State next) {
    state = next;
    stateSinceNs = loop.nowNs();
  }
}
