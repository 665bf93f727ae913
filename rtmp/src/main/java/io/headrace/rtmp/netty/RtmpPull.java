package io.headrace.rtmp.netty;

import io.headrace.media.hub.EndReason;
import io.headrace.media.hub.ExecutorLoop;
import io.headrace.media.hub.Hub;
import io.headrace.media.hub.Loop;
import io.headrace.media.hub.Publication;
import io.headrace.media.hub.PublishOutcome;
import io.headrace.media.hub.Publisher;
import io.headrace.media.hub.StreamPath;
import io.headrace.rtmp.session.ClientFailure;
import io.headrace.rtmp.session.RtmpClientSession.Role;
import io.headrace.rtmp.session.RtmpUrl;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Plays one stream of another server and publishes it here: from one attempt to connect to its end.
 * Nothing is published before the first media has come, so an attempt in vain hurts nobody.
 *
 * <p>Thread: its loop, unless stated otherwise.
 */
public final class RtmpPull implements RtmpConnection.Listener, Publication.Listener {
  private static final Logger log = LoggerFactory.getLogger(RtmpPull.class);

  /** Told how it goes. Thread: the pull's loop. */
  public interface Listener {
    /** The stream is published here. */
    void onLive();

    /** It is over, once; not after {@link RtmpPull#stop}. */
    void onEnd(ClientFailure failure, String why);
  }

  private final Hub hub;
  private final Loop loop;
  private final StreamPath path;
  private final RtmpUrl url;
  private final Listener listener;

  private @Nullable RtmpConnection connection;
  private @Nullable Outcome awaited;
  private @Nullable PublishedMedia media;
  private boolean over;

  private RtmpPull(Hub hub, EventLoop executor, StreamPath path, RtmpUrl url, Listener listener) {
    this.hub = hub;
    this.loop = new ExecutorLoop(executor);
    this.path = path;
    this.url = url;
    this.listener = listener;
  }

  /**
   * Begins. Thread: {@code executor}.
   *
   * @param executor where it lives; it must outlive the stream
   */
  public static RtmpPull start(
      RtmpClient client,
      Hub hub,
      EventLoop executor,
      StreamPath path,
      RtmpUrl url,
      Listener listener) {
    assert executor.inEventLoop();
    RtmpPull pull = new RtmpPull(hub, executor, path, url, listener);
    pull.connection = client.connect(executor, Role.PLAY, url, pull);
    return pull;
  }

  /** Ends it; the listener hears no more. The result is done when the connection is closed. */
  public Future<Void> stop() {
    assert loop.inLoop();
    over = true;
    endPublication(EndReason.STOPPED, "stopped here");
    return connection().stop();
  }

  @Override
  public void onStarted(RtmpConnection playing) {
    log.info("RTMP {}: {} plays", path, url);
  }

  @Override
  public void onMedia(RtmpConnection playing) {
    InetSocketAddress remote = (InetSocketAddress) playing.remoteAddress();
    String address = remote == null ? url.host() : remote.getAddress().getHostAddress();
    Outcome outcome = new Outcome();
    awaited = outcome;
    String peer = address + ":" + url.port();
    hub.publish(path, new Publisher("rtmp-pull", address, peer), loop, outcome);
  }

  @Override
  public void onReadComplete() {
    PublishedMedia current = media;
    if (current != null) {
      current.flush();
    }
  }

  @Override
  public void onInterrupted(String why) {
    endPublication(EndReason.LOST, why);
  }

  @Override
  public void onEnd(ClientFailure failure, String why) {
    if (!over) {
      over = true;
      endPublication(EndReason.LOST, why);
      listener.onEnd(failure, why);
    }
  }

  @Override
  public void onRevoked(EndReason reason) {
    giveUp(
        reason == EndReason.TAKEN_OVER
            ? "another publisher took over"
            : "the server ended this publication");
  }

  /** We could have the stream, but have no place for it. */
  private void giveUp(String why) {
    if (!over) {
      connection().stop();
      onEnd(ClientFailure.BUSY, why);
    }
  }

  private void endPublication(EndReason reason, String why) {
    awaited = null;
    PublishedMedia ending = media;
    if (ending != null) {
      media = null;
      ending.end(reason, why, connection().mediaStats());
    }
  }

  private RtmpConnection connection() {
    RtmpConnection present = connection;
    if (present == null) {
      throw new IllegalStateException("used before it was started");
    }
    return present;
  }

  /** The hub's answer, which may come when nobody waits for it any more. */
  private final class Outcome implements PublishOutcome {
    @Override
    public void accepted(Publication granted) {
      if (awaited != this) {
        granted.end(EndReason.STOPPED);
        return;
      }
      awaited = null;
      PublishedMedia begun = new PublishedMedia(granted, path + ": " + url, loop);
      media = begun;
      connection().acceptMedia(begun, granted.originMs());
      granted.listen(RtmpPull.this);
      begun.flush();
      if (media == begun) {
        listener.onLive();
      }
    }

    @Override
    public void refused(PublishRefusal reason, String message) {
      if (awaited == this) {
        awaited = null;
        giveUp(message);
      }
    }
  }
}
