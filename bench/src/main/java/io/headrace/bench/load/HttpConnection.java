package io.headrace.bench.load;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One keep-alive HTTP/1.1 connection with one request at a time, opened again when the server has
 * closed it in between.
 *
 * <p>Thread: its loop.
 */
final class HttpConnection {
  /** What happens to a request; either {@code onComplete} or {@code onFailed} is the last call. */
  interface Response {
    /**
     * The head has come.
     *
     * @param contentBytes Content-Length, or -1 where absent
     */
    void onHead(int status, long contentBytes);

    /** Ownership: borrows {@code bytes}. */
    void onBody(ByteBuf bytes);

    void onComplete();

    /** No complete response; {@code name} says why in one word. */
    void onFailed(String name, String message);
  }

  private final LoadTransport transport;
  private final EventLoop loop;
  private final InetSocketAddress address;
  private @Nullable Channel channel;
  private @Nullable Response current;
  private @Nullable Future<?> deadline;
  private boolean closed;

  HttpConnection(LoadTransport transport, EventLoop loop, InetSocketAddress address) {
    this.transport = transport;
    this.loop = loop;
    this.address = address;
  }

  /** Whether a request is under way. */
  boolean isBusy() {
    return current != null;
  }

  /** Asks for {@code target}; no other request may be under way. */
  void get(String target, long timeoutMs, Response response) {
    assert loop.inEventLoop() && current == null;
    current = response;
    deadline =
        loop.schedule(
            () -> fail("TIMEOUT", target + " took over " + timeoutMs + " ms"),
            timeoutMs,
            TimeUnit.MILLISECONDS);
    FullHttpRequest request =
        new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, target);
    request.headers().set(HttpHeaderNames.HOST, address.getHostString() + ":" + address.getPort());
    if (channel != null) {
      channel.writeAndFlush(request);
      return;
    }
    ChannelFuture connect =
        transport
            .bootstrap(loop)
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel opened) {
                    opened.pipeline().addLast(new HttpClientCodec(), new Handler());
                  }
                })
            .connect(address);
    connect.addListener(
        done -> {
          if (!done.isSuccess()) {
            request.release();
            fail("CONNECT", String.valueOf(done.cause().getMessage()));
          } else if (closed || current != response) {
            request.release();
            connect.channel().close();
          } else {
            channel = connect.channel();
            channel.writeAndFlush(request);
          }
        });
  }

  /** Closes without a further call to the response. */
  void close() {
    closed = true;
    current = null;
    cancelDeadline();
    if (channel != null) {
      channel.close();
    }
  }

  private void complete() {
    Response response = current;
    current = null;
    cancelDeadline();
    if (response != null) {
      response.onComplete();
    }
  }

  private void fail(String name, String message) {
    Response response = current;
    current = null;
    cancelDeadline();
    if (channel != null) {
      channel.close();
      channel = null;
    }
    if (response != null) {
      response.onFailed(name, message);
    }
  }

  private void cancelDeadline() {
    if (deadline != null) {
      deadline.cancel(false);
      deadline = null;
    }
  }

  private final class Handler extends SimpleChannelInboundHandler<HttpObject> {
    @Override
    protected void channelRead0(ChannelHandlerContext ctx, HttpObject message) {
      Response response = current;
      if (response == null) {
        return;
      }
      if (message.decoderResult().isFailure()) {
        fail("NOT_HTTP", String.valueOf(message.decoderResult().cause().getMessage()));
        return;
      }
      if (message instanceof HttpResponse head) {
        response.onHead(head.status().code(), HttpUtil.getContentLength(head, -1L));
      }
      if (message instanceof HttpContent content) {
        response.onBody(content.content());
      }
      if (message instanceof LastHttpContent) {
        complete();
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      if (ctx.channel() == channel) {
        channel = null;
        if (current != null) {
          fail("CLOSED", "the server closed the connection within a response");
        }
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      fail("IO", String.valueOf(cause.getMessage()));
    }
  }
}
