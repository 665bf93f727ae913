package io.headrace.rtmp.session;

import java.util.Locale;

/** Why a client's connection ended, in the classes that decide when to try again. */
public enum ClientFailure {
  /** The server wants other credentials, or none of ours: trying again at once is of no use. */
  AUTH,
  /** Somebody else has what was asked for, or there is no room. */
  BUSY,
  /** Nobody answers at this address. */
  UNREACHABLE,
  /** What was said cannot be understood, or breaks a limit. */
  PROTOCOL,
  /** A step took longer than its deadline. */
  STALL,
  /** The server closed, or the stream there is over. */
  REMOTE_CLOSE,
  /** There is no such stream. */
  NOT_FOUND;

  private static final int MAX_CODE_LENGTH = 64;

  /**
   * The class of an error status.
   *
   * @param code such as {@code NetStream.Publish.BadName}
   * @param description text for people; only tells the two meanings of BadName apart
   * @param streaming whether media flowed already
   */
  static ClientFailure of(String code, String description, boolean streaming) {
    return switch (code) {
      case "NetStream.Play.StreamNotFound", "NetStream.Play.FileNotFound" -> NOT_FOUND;
      case "NetStream.Play.InsufficientBW", "NetConnection.Connect.AppShutdown" -> BUSY;
      case "NetStream.Publish.BadName" ->
          // For nginx-rtmp and others it is also the answer to a name that is in use.
          streaming || description.toLowerCase(Locale.ROOT).contains("already") ? BUSY : AUTH;
      case "NetStream.Publish.Denied",
          "NetStream.Publish.Rejected",
          "NetStream.Publish.Unauthorized",
          "NetStream.Play.Failed",
          "NetStream.Authenticate.UsherToken",
          "NetConnection.Connect.Rejected",
          "NetConnection.Connect.InvalidApp" ->
          AUTH;
      case "NetConnection.Connect.Closed" -> REMOTE_CLOSE;
      default -> PROTOCOL;
    };
  }

  /** The code, unless it could be anything else: servers know names and keys to put there. */
  static String printable(String code) {
    boolean known =
        code.length() <= MAX_CODE_LENGTH
            && (code.startsWith("NetStream.") || code.startsWith("NetConnection."))
            && code.chars().allMatch(c -> c == '.' || isLetter(c));
    return known ? code : "an error of unknown kind";
  }

  private static boolean isLetter(int c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  }
}
