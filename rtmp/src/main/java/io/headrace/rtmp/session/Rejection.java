package io.headrace.rtmp.session;

/** Status codes of refusals; no others, because OBS knows no others and would wait for ever. */
public enum Rejection {
  /** The name cannot be used, or somebody else publishes on it. */
  BAD_NAME("NetStream.Publish.BadName"),
  /** Not allowed to publish, or no room. */
  DENIED("NetStream.Publish.Denied"),
  /** What is published cannot be used. */
  REJECTED("NetStream.Publish.Rejected"),
  /** Nobody publishes what is to be played. */
  STREAM_NOT_FOUND("NetStream.Play.StreamNotFound"),
  /** Not allowed to play, or it cannot be played by RTMP. */
  PLAY_FAILED("NetStream.Play.Failed"),
  /** The player takes too little of what it is sent. */
  TOO_SLOW("NetStream.Play.InsufficientBW");

  private final String code;

  Rejection(String code) {
    this.code = code;
  }

  String code() {
    return code;
  }
}
