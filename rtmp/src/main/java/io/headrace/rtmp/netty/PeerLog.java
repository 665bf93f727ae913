package io.headrace.rtmp.netty;

import io.headrace.media.hub.Loop;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Lines about peers that misbehave: so many a second of each kind, and then one that says how many
 * there were beside those, so that a flood of bad peers is none of lines. Thread: any.
 */
final class PeerLog {
  /** Lines of one kind in a second. */
  static final int LINES_PER_SECOND = 10;

  private static final long SECOND_NS = Duration.ofSeconds(1).toNanos();

  /** What a line is about. */
  enum Kind {
    REFUSED("RTMP connections refused"),
    CLOSED("RTMP connections closed by us");

    private final String plural;

    Kind(String plural) {
      this.plural = plural;
    }
  }

  private final Consumer<String> lines;
  private final Map<Kind, Second> seconds = new EnumMap<>(Kind.class);

  /**
   * @param lines where they go
   */
  PeerLog(Consumer<String> lines) {
    this.lines = lines;
    for (Kind kind : Kind.values()) {
      seconds.put(kind, new Second(kind));
    }
  }

  /**
   * Says it, or counts it.
   *
   * @param loop where the count is said
   */
  void warn(Kind kind, Loop loop, String line) {
    Second second = seconds.get(kind);
    if (second != null && second.admits(loop)) {
      lines.accept(line);
    }
  }

  /** What was said of one kind lately. */
  private final class Second {
    private final Kind kind;
    private long begunNs;
    private int said;
    private int unsaid;

    Second(Kind kind) {
      this.kind = kind;
    }

    synchronized boolean admits(Loop loop) {
      long nowNs = loop.nowNs();
      if (unsaid == 0 && (said == 0 || nowNs - begunNs >= SECOND_NS)) {
        begunNs = nowNs;
        said = 0;
      }
      if (said < LINES_PER_SECOND) {
        said++;
        return true;
      }
      if (unsaid++ == 0) {
        loop.schedule(this::end, SECOND_NS - (nowNs - begunNs));
      }
      return false;
    }

    private void end() {
      int more;
      synchronized (this) {
        more = unsaid;
        unsaid = 0;
        said = 0;
      }
      lines.accept("… and " + more + " more " + kind.plural);
    }
  }
}
