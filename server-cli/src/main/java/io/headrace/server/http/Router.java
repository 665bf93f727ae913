package io.headrace.server.http;

import io.headrace.hls.origin.HlsRequest;
import io.headrace.hls.origin.HlsRequest.Directives;
import io.headrace.media.hub.StreamPath;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells from method and target who answers.
 *
 * <pre>
 * /                       index page              /&lt;path&gt;/                  player page
 * /assets/…               what the pages load     /&lt;path&gt;                   redirected to /&lt;path&gt;/
 * /api/streams            list of streams         /&lt;path&gt;/index.m3u8        multivariant playlist
 * /api/streams/&lt;path&gt;     one stream              /&lt;path&gt;/&lt;gen&gt;/&lt;file&gt;     playlists and media
 *   ?wanted=1             and somebody waits to see it
 * /api/server             where to publish        /healthz                  liveness
 * </pre>
 *
 * No name that is served here needs percent-encoding, so none is decoded.
 *
 * <p>Thread: the exchange's delivery loop.
 */
final class Router {
  private static final String MULTIVARIANT = "index.m3u8";
  private static final String STREAMS = "/api/streams";
  private static final Set<String> HLS_EXTENSIONS = Set.of("m3u8", "mp4", "m4s");

  private final HlsDelivery hls;
  private final StreamsApi streams;
  private final StaticFiles files;

  Router(HlsDelivery hls, StreamsApi streams, StaticFiles files) {
    this.hls = hls;
    this.streams = streams;
    this.files = files;
  }

  void route(Exchange exchange) {
    HttpMethod method = exchange.method();
    if (method.equals(HttpMethod.OPTIONS)) {
      exchange.send(Responses.options());
      return;
    }
    if (!method.equals(HttpMethod.GET) && !method.equals(HttpMethod.HEAD)) {
      exchange.send(Responses.methodNotAllowed());
      return;
    }
    RequestTarget target = RequestTarget.parse(exchange.request().uri());
    if (target == null) {
      exchange.send(Responses.badRequest("the path has characters or segments that none has here"));
      return;
    }
    routePath(exchange, target);
  }

  private void routePath(Exchange exchange, RequestTarget target) {
    String path = target.path();
    if (path.equals("/")) {
      files.serve(exchange, "index.html");
    } else if (path.startsWith("/assets/") || path.equals("/favicon.ico")) {
      files.serve(exchange, path.substring(1));
    } else if (path.equals(STREAMS)) {
      streams.serveList(exchange);
    } else if (path.startsWith(STREAMS + "/")) {
      StreamPath stream = streamPath(path.substring(STREAMS.length() + 1));
      if (stream == null) {
        notFound(exchange);
      } else {
        streams.serve(exchange, stream, RequestTarget.parameter(target.query(), "wanted") != null);
      }
    } else if (path.equals("/api/server")) {
      streams.serveServer(exchange);
    } else if (path.equals("/healthz")) {
      exchange.send(Responses.text(HttpResponseStatus.OK, "ok", 0));
    } else {
      routeStream(exchange, target);
    }
  }

  private void routeStream(Exchange exchange, RequestTarget target) {
    String path = target.path();
    String file = path.substring(path.lastIndexOf('/') + 1);
    String folder = path.substring(1, Math.max(1, path.length() - file.length() - 1));
    if (file.isEmpty()) {
      if (streamPath(folder) == null) {
        notFound(exchange);
      } else {
        files.serve(exchange, "player.html");
      }
    } else if (HLS_EXTENSIONS.contains(file.substring(file.lastIndexOf('.') + 1))) {
      HlsRequest request = hlsRequest(folder, file, target.query());
      if (request == null) {
        notFound(exchange);
      } else {
        hls.serve(exchange, request);
      }
    } else if (streamPath(path.substring(1)) == null) {
      notFound(exchange);
    } else {
      // Relative, so that it holds behind a proxy that adds a prefix.
      String query = target.query().isEmpty() ? "" : "?" + target.query();
      exchange.send(Responses.redirect(file + "/" + query));
    }
  }

  private static @Nullable HlsRequest hlsRequest(String folder, String file, String query) {
    Directives directives =
        new Directives(
            RequestTarget.parameter(query, "_HLS_msn"),
            RequestTarget.parameter(query, "_HLS_part"),
            RequestTarget.parameter(query, "_HLS_skip"));
    if (file.equals(MULTIVARIANT)) {
      StreamPath stream = streamPath(folder);
      return stream == null ? null : new HlsRequest(stream, null, file, directives);
    }
    int slash = folder.lastIndexOf('/');
    StreamPath stream = slash < 0 ? null : streamPath(folder.substring(0, slash));
    return stream == null
        ? null
        : new HlsRequest(stream, folder.substring(slash + 1), file, directives);
  }

  private static @Nullable StreamPath streamPath(String value) {
    try {
      return new StreamPath(value);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static void notFound(Exchange exchange) {
    exchange.send(Responses.notFound("nothing has this name"));
  }
}
