package io.headrace.rtmp.netty;

import io.headrace.media.access.AccessDecision;
import io.headrace.media.access.AccessRequest;
import io.headrace.media.hub.EndReason;
import io.headrace.media.hub.Publication;
import io.headrace.media.hub.PublishOutcome;
import io.headrace.media.hub.Publisher;
import io.headrace.media.hub.StreamPath;
import io.headrace.rtmp.session.Rejection;
import io.headrace.rtmp.session.RtmpServerSession.State;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One publication of a connection, from the question whether it is allowed to its end. Thread: the
 * connection's loop.
 */
final class PublishingPeer implements PublishOutcome, Publication.Listener {
  private static final Logger log = LoggerFactory.getLogger(PublishingPeer.class);

  private final RtmpServerHandler connection;
  private final RtmpServices services;
  private final StreamPath path;
  private @Nullable PublishedMedia media;
  private boolean over;

  PublishingPeer(RtmpServerHandler connection, RtmpServices services, StreamPath path) {
    this.connection = connection;
    this.services = services;
    this.path = path;
  }

  /** Asks for leave, then asks the hub. */
  void ask(AccessRequest request) {
    connection.authorise(request, this::onDecision);
  }

  /** The frames of one read have all been written. */
  void flush() {
    PublishedMedia current = media;
    if (current != null) {
      current.flush();
    }
  }

  /**
   * Nothing more is published. Does nothing the second time.
   *
   * @param why one line for the log
   */
  void end(EndReason reason, String why) {
    over = true;
    PublishedMedia ending = media;
    if (ending != null) {
      media = null;
      ending.end(reason, why, connection.session().mediaStats());
    }
  }

  private void onDecision(AccessDecision decision) {
    if (isGone()) {
      return;
    }
    if (decision instanceof AccessDecision.Allowed allowed) {
      Publisher publisher =
          new Publisher("rtmp", connection.address(), connection.peer(), allowed.keyDigest());
      services.hub().publish(path, publisher, connection.loop(), this);
    } else if (decision instanceof AccessDecision.Denied denied) {
      boolean unknown = denied.reason() == AccessDecision.Reason.NOT_RECOGNISED;
      connection.refuse(unknown ? Rejection.BAD_NAME : Rejection.DENIED, denied.message());
    }
  }

  @Override
  public void accepted(Publication granted) {
    if (isGone()) {
      granted.end(EndReason.STOPPED);
      return;
    }
    PublishedMedia begun =
        new PublishedMedia(granted, connection.peer() + ": " + path, connection.loop());
    media = begun;
    log.info("RTMP {}: publishes {}", connection.peer(), path);
    connection
        .session()
        .acceptPublish(begun, granted.originMs(), connection.loop().nowNs(), connection);
    granted.listen(this);
    connection.sendAnswers();
  }

  @Override
  public void refused(PublishRefusal reason, String message) {
    if (!isGone()) {
      boolean busy = reason == PublishRefusal.ALREADY_PUBLISHING;
      connection.refuse(busy ? Rejection.BAD_NAME : Rejection.DENIED, message);
    }
  }

  @Override
  public void onRevoked(EndReason reason) {
    boolean replaced = reason == EndReason.TAKEN_OVER;
    connection.refuse(
        replaced ? Rejection.BAD_NAME : Rejection.DENIED,
        replaced ? "another publisher took over" : "the server ended this publication");
  }

  /** Whether the peer left, or took something else up, while others decided. */
  private boolean isGone() {
    return over || connection.session().state() != State.AUTHORISING;
  }
}
