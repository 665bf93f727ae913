package io.headrace.hls.segment;

/**
 * A Media Segment, complete or still growing. Immutable: a grown one is a new object. Its bytes are
 * those of its parts in order.
 */
public final class Segment {
  /**
   * What does not change while a segment grows.
   *
   * @param msn media sequence number
   * @param run number of the uninterrupted stretch of media it belongs to, part of its URIs
   * @param init what it is decoded with
   * @param discontinuity whether time or configuration breaks before it
   * @param timescaleHz of all its times
   * @param startTicks decode time of its first sample
   * @param programDateTimeMs wall clock of its start, epoch milliseconds
   */
  public record Head(
      long msn,
      int run,
      InitSection init,
      boolean discontinuity,
      int timescaleHz,
      long startTicks,
      long programDateTimeMs) {}

  private final Head head;
  private final Part[] parts;
  private final long durationTicks;
  private final boolean complete;
  private final boolean gap;
  private final long sizeBytes;

  private Segment(Head head, Part[] parts, long durationTicks, boolean complete) {
    this.head = head;
    this.parts = parts;
    this.durationTicks = durationTicks;
    this.complete = complete;
    boolean partMissing = parts.length == 0;
    long bytes = 0;
    for (Part part : parts) {
      partMissing |= part.isGap();
      bytes += part.bytes() == null ? 0 : part.bytes().lengthBytes();
    }
    this.gap = complete && partMissing;
    this.sizeBytes = bytes;
  }

  static Segment growing(Head head, Part[] parts) {
    return new Segment(head, parts, duration(parts), false);
  }

  static Segment complete(Head head, Part[] parts) {
    return new Segment(head, parts, duration(parts), true);
  }

  /** A segment whose media is absent. */
  static Segment absent(Head head, long durationTicks) {
    return new Segment(head, new Part[0], durationTicks, true);
  }

  public Head head() {
    return head;
  }

  public long msn() {
    return head.msn();
  }

  public long durationTicks() {
    return durationTicks;
  }

  /** Duration in milliseconds, rounded. */
  public long durationMs() {
    return Ticks.toMillis(durationTicks, head.timescaleHz());
  }

  public int partCount() {
    return parts.length;
  }

  public Part part(int index) {
    return parts[index];
  }

  /** Whether no part follows. */
  public boolean isComplete() {
    return complete;
  }

  /** Whether it is complete and media of it is missing: EXT-X-GAP. */
  public boolean isGap() {
    return gap;
  }

  /** Bytes of all parts. */
  public long sizeBytes() {
    return sizeBytes;
  }

  void release() {
    for (Part part : parts) {
      part.release();
    }
  }

  private static long duration(Part[] parts) {
    long ticks = 0;
    for (Part part : parts) {
      ticks += part.durationTicks();
    }
    return ticks;
  }
}
