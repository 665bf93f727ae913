package io.headrace.rtmp.session;

import java.time.Duration;

/**
 * How long a server may take and what it may make a client hold or do.
 *
 * @param tcp to open the connection
 * @param handshake from there to the end of the handshake
 * @param connect from there to the answer to connect
 * @param start from there until playing or publishing begins
 * @param firstMedia from the begin of playing to the first audio or video
 * @param silence between two audio or video messages
 * @param bytesBeforeStart most bytes received before playing or publishing begins
 * @param waitingBytes most bytes of media that wait for somebody to take them
 * @param commandsPerSecond most commands, on average and at once
 * @param changesPerSecond most configurations changed, on average and at once; each is a new start
 *     for viewers
 * @param redirectsPerMinute most times that a server may send us elsewhere
 * @param otherHosts whether it may send us to another host
 */
public record ClientLimits(
    Duration tcp,
    Duration handshake,
    Duration connect,
    Duration start,
    Duration firstMedia,
    Duration silence,
    int bytesBeforeStart,
    int waitingBytes,
    int commandsPerSecond,
    int changesPerSecond,
    int redirectsPerMinute,
    boolean otherHosts) {
  private static final Duration MAX_DEADLINE = Duration.ofHours(1);

  public static final ClientLimits DEFAULT =
      new ClientLimits(
          Duration.ofSeconds(5),
          Duration.ofSeconds(5),
          Duration.ofSeconds(10),
          Duration.ofSeconds(15),
          Duration.ofSeconds(15),
          Duration.ofSeconds(10),
          1 << 20,
          4 << 20,
          100,
          10,
          3,
          false);

  public ClientLimits {
    check("pull.tcp-deadline", tcp);
    check("pull.handshake-deadline", handshake);
    check("pull.connect-deadline", connect);
    check("pull.start-deadline", start);
    check("pull.first-media-deadline", firstMedia);
    check("pull.silence-deadline", silence);
    check("pull.max-bytes-before-start", bytesBeforeStart);
    check("pull.max-waiting-bytes", waitingBytes);
    check("pull.max-commands-per-second", commandsPerSecond);
    check("pull.max-changes-per-second", changesPerSecond);
    check("pull.max-redirects-per-minute", redirectsPerMinute);
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
