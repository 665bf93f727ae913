package io.headrace.rtmp.session;

import io.headrace.media.hub.StreamPath;
import java.time.Duration;

/**
 * How long a peer may take and how much it may ask for.
 *
 * @param handshake from the first moment of the connection to the end of the handshake
 * @param publish from there, or from the end of a stream, to the next publish or play command
 * @param authorisation from the publish or play command to our answer
 * @param firstMedia from our answer to the first frame that can be used
 * @param silence between two audio or video messages
 * @param ping distance of our pings to one who publishes or plays
 * @param bytesBeforePublish most bytes received while nothing is published; media among them are
 *     ignored
 * @param signallingBytesBeforePublish most bytes of commands and data among them
 * @param commandsPerSecond most commands and pings, on average and at once
 * @param createStreams most createStream commands of a connection
 * @param changesPerSecond most publications begun and configurations changed, on average and at
 *     once; each costs a line in the log and a new start for viewers
 * @param appLength longest application name with its query, characters
 * @param nameLength longest stream name with its query, characters
 * @param urlLength longest tcUrl, characters
 * @param parameterLength longest name and longest value of a URL parameter, characters
 * @param defaultApp the application of clients that name none
 */
public record SessionLimits(
    Duration handshake,
    Duration publish,
    Duration authorisation,
    Duration firstMedia,
    Duration silence,
    Duration ping,
    int bytesBeforePublish,
    int signallingBytesBeforePublish,
    int commandsPerSecond,
    int createStreams,
    int changesPerSecond,
    int appLength,
    int nameLength,
    int urlLength,
    int parameterLength,
    String defaultApp) {
  private static final Duration MAX_DEADLINE = Duration.ofHours(1);

  public static final SessionLimits DEFAULT =
      new SessionLimits(
          Duration.ofSeconds(5),
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          Duration.ofSeconds(20),
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          1 << 20,
          64 << 10,
          100,
          8,
          10,
          256,
          512,
          1_024,
          1_024,
          "live");

  public SessionLimits {
    check("rtmp.handshake-deadline", handshake);
    check("rtmp.publish-deadline", publish);
    check("rtmp.authorisation-deadline", authorisation);
    check("rtmp.first-media-deadline", firstMedia);
    check("rtmp.silence-deadline", silence);
    check("rtmp.ping-interval", ping);
    check("rtmp.max-bytes-before-publish", bytesBeforePublish);
    check("rtmp.max-signalling-bytes-before-publish", signallingBytesBeforePublish);
    check("rtmp.max-commands-per-second", commandsPerSecond);
    check("rtmp.max-create-streams", createStreams);
    check("rtmp.max-changes-per-second", changesPerSecond);
    check("rtmp.max-app-length", appLength);
    check("rtmp.max-name-length", nameLength);
    check("rtmp.max-url-length", urlLength);
    check("rtmp.max-parameter-length", parameterLength);
    try {
      StreamPath.parse(defaultApp);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("rtmp.default-app: " + e.getMessage(), e);
    }
  }

  private static void check(String key, Duration value) {
    if (value.isNegative() || value.isZero() || value.compareTo(MAX_DEADLINE) > 0) {
      throw new IllegalArgumentException(
          key + ": " + value + " (expected: > 0, <= " + MAX_DEADLINE + ")");
    }
  }

  private static void check(String key, int value) {
    if (value <= 0) {
      throw new IllegalArgumentException(key + ": " + value + " (expected: > 0)");
    }
  }
}
