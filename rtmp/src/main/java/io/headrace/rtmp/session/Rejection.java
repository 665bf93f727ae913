package io.headrace.rtmp.session;

/** Status codes of refusals; no others, because OBS knows no others and would wait for ever. */
public enum Rejection {
  /** The name cannot be used, or somebody else publishes on it. */
  BAD_NAME("NetStream.Publish.BadName"),
  /** Not allowed, or no room. */
  DENIED("NetStream.Publish.Denied"),
  /** What is published cannot be used. */
  REJECTED("NetStream.Publish.Rejected");

  private final String code;

  Rejection(String code) {
    this.code = code;
  }

  String code() {
    return code;
  }
}
