package io.headrace.media.flv;

/** TagType, §E.4.1; the numbers are also RTMP's message type ids. */
public enum TagType {
  AUDIO(8),
  VIDEO(9),
  SCRIPT(18);

  private final int id;

  TagType(int id) {
    this.id = id;
  }

  public int id() {
    return id;
  }
}
