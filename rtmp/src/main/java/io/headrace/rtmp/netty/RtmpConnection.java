package io.headrace.rtmp.netty;

import io.headrace.rtmp.RateLimit;
import io.headrace.rtmp.session.ClientConfig;
import io.headrace.rtmp.session.ClientFailure;
import io.headrace.rtmp.session.IngestSink;
import io.headrace.rtmp.session.MediaStats;
import io.headrace.rtmp.session.RtmpClientSession;
import io.headrace.rtmp.session.RtmpClientSession.Role;
import io.headrace.rtmp.session.RtmpUrl;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.SocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client's connection to one stream of a server: gives bytes and time to a {@link
 * RtmpClientSession} and carries out what that says. Where the server asks for a login or sends us
 * elsewhere it opens the next socket by itself.
 *
 * <p>Thread: its loop, unless stated otherwise.
 */
public final class RtmpConnection {
  private static final Logger log = LoggerFactory.getLogger(RtmpConnection.class);
  private static final long REDIRECT_PERIOD_NS = Duration.ofMinutes(1).toNanos();

  /** What comes of it. Thread: the connection's loop, for every call. */
  public interface Listener {
    /** The server plays, or takes what is published from now on. */
    void onStarted(RtmpConnection connection);

    /** The first media is here; it waits for {@link RtmpConnection#acceptMedia}. */
    default void onMedia(RtmpConnection connection) {}

    /** The messages of one read have all been given. */
    default void onReadComplete() {}

    /** What was started is over; another socket is opened and {@link #onStarted} comes again. */
    default void onInterrupted(String why) {}

    /** It is over, once; not after {@link RtmpConnection#stop}. */
    void onEnd(ClientFailure failure, String why);
  }

  private final RtmpClient client;
  private final ClientConfig config;
  private final EventLoop executor;
  private final Role role;
  private final Listener listener;
  private final RateLimit redirects;

  private RtmpUrl url;
  private @Nullable RtmpClientHandler handler;
  private MediaStats lastStats = MediaStats.NONE;
  private boolean over;

  RtmpConnection(
      RtmpClient client,
      ClientConfig config,
      EventLoop executor,
      Role role,
      RtmpUrl url,
      Listener listener) {
    this.client = client;
    this.config = config;
    this.executor = executor;
    this.role = role;
    this.url = url;
    this.listener = listener;
    this.redirects =
        new RateLimit(config.limits().redirectsPerMinute(), REDIRECT_PERIOD_NS, System.nanoTime());
  }

  /** Where it leads now. */
  public RtmpUrl url() {
    return url;
  }

  /** The server's address, or null while there is no socket. */
  public @Nullable SocketAddress remoteAddress() {
    RtmpClientHandler open = handler;
    return open == null ? null : open.channel().remoteAddress();
  }

  /** What became of the media that was received last. */
  public MediaStats mediaStats() {
    RtmpClientHandler open = handler;
    return open == null ? lastStats : open.mediaStats();
  }

  /** Gives what is received to {@code sink}; see {@link RtmpClientSession#acceptMedia}. */
  public void acceptMedia(IngestSink sink, long originMs) {
    RtmpClientHandler open = handler;
    if (open != null) {
      open.acceptMedia(sink, originMs);
    }
  }

  /**
   * Publishes a frame or a decoder configuration once started; to be flushed. Ownership: borrows
   * {@code body} and moves no index of it.
   *
   * @param type audio or video, a message type
   * @return bytes on the wire; 0 where there is no connection
   */
  public int writeMedia(int type, long timestampMs, ByteBuf body) {
    RtmpClientHandler open = handler;
    return open == null ? 0 : open.writeMedia(type, timestampMs, body);
  }

  /**
   * Publishes metadata, as an FLV script tag has them; to be flushed. Ownership: borrows {@code
   * script} and moves no index of it.
   */
  public void writeMetadata(ByteBuf script) {
    RtmpClientHandler open = handler;
    if (open != null) {
      open.writeMetadata(script);
    }
  }

  public void flush() {
    RtmpClientHandler open = handler;
    if (open != null) {
      open.channel().flush();
    }
  }

  /** Bytes that wait in this process because the server does not read. */
  public long unsentBytes() {
    RtmpClientHandler open = handler;
    ChannelOutboundBuffer pending = open == null ? null : open.channel().unsafe().outboundBuffer();
    return pending == null ? 0 : pending.totalPendingWriteBytes();
  }

  /**
   * Stops what it plays or publishes, and closes; the listener hears no more. Thread: any; the
   * result is done when the connection is closed.
   */
  public Future<Void> stop() {
    Promise<Void> closed = executor.newPromise();
    executor.execute(() -> stop(closed));
    return closed;
  }

  private void stop(Promise<Void> closed) {
    over = true;
    RtmpClientHandler open = handler;
    if (open == null) {
      closed.setSuccess(null);
      return;
    }
    open.channel().closeFuture().addListener(done -> closed.setSuccess(null));
    open.stop();
  }

  /** Opens the first or next socket. */
  void open() {
    if (!over) {
      RtmpClientHandler next =
          new RtmpClientHandler(this, config, client.budget(), executor, role, url);
      handler = next;
      next.connect(client.bootstrap(executor, next));
    }
  }

  Listener listener() {
    return listener;
  }

  /** The socket is given up. */
  void onLeft(MediaStats stats) {
    lastStats = stats;
    handler = null;
  }

  void onReconnect(RtmpUrl next, String why) {
    url = next;
    listener.onInterrupted(why);
    if (redirects.tryTake(System.nanoTime())) {
      log.info("RTMP {}: connects anew: {}", next, why);
      open();
    } else {
      int most = config.limits().redirectsPerMinute();
      onEnd(ClientFailure.PROTOCOL, "redirects: > " + most + " per minute");
    }
  }

  void onEnd(ClientFailure failure, String why) {
    if (!over) {
      over = true;
      listener.onEnd(failure, why);
    }
  }
}
