package io.headrace.media.frame;

import io.netty.buffer.ByteBuf;

/**
 * One access unit: a picture as {@link io.headrace.media.codec.VideoFrames} leaves it, or one raw
 * audio frame; of an opaque track and of data the whole message. Immutable and not pooled; only
 * {@link #data()} is counted.
 *
 * <p>Ownership: the frame holds one count of {@code data}. Whoever keeps a frame beyond the call
 * that handed it over takes {@link #retained()} and gives it back with {@link #release()}. Readers
 * never move the indexes of {@code data}: they use absolute reads or a duplicate.
 */
public final class MediaFrame {
  private final Track track;
  private final long dtsTicks;
  private final long ptsTicks;
  private final int durationTicks;
  private final boolean sync;
  private final ByteBuf data;

  /**
   * Ownership: takes {@code data}.
   *
   * @param track the track, whose timescale all times are in
   * @param dtsTicks decode time on the stream's own timeline; strictly increasing within a track of
   *     one publication, never negative
   * @param ptsTicks presentation time; may precede {@code dtsTicks}
   * @param durationTicks duration where the codec fixes it (audio), otherwise 0: then it is the
   *     distance to the next frame of the track
   * @param sync whether decoding can start here (IDR; every audio frame)
   * @param data readable bytes are the payload
   */
  public MediaFrame(
      Track track, long dtsTicks, long ptsTicks, int durationTicks, boolean sync, ByteBuf data) {
    this.track = track;
    this.dtsTicks = dtsTicks;
    this.ptsTicks = ptsTicks;
    this.durationTicks = durationTicks;
    this.sync = sync;
    this.data = data;
  }

  public Track track() {
    return track;
  }

  /** Decode time in ticks of the track's timescale. */
  public long dtsTicks() {
    return dtsTicks;
  }

  /** Presentation time in ticks of the track's timescale. */
  public long ptsTicks() {
    return ptsTicks;
  }

  /** Duration in ticks where the codec fixes it, otherwise 0. */
  public int durationTicks() {
    return durationTicks;
  }

  /** Whether decoding can start at this frame. */
  public boolean isSync() {
    return sync;
  }

  /** Whether the frame belongs to a video track. */
  public boolean isVideo() {
    return track.isVideo();
  }

  /** The payload; borrowed: valid while the caller holds a count of this frame. */
  public ByteBuf data() {
    return data;
  }

  /** Payload length in bytes. */
  public int sizeBytes() {
    return data.readableBytes();
  }

  /** Bytes this frame pins, for the memory budget: the capacity of its buffer. */
  public int capacityBytes() {
    return data.capacity();
  }

  /** This frame with one more count, which the caller owns. */
  public MediaFrame retained() {
    data.retain();
    return this;
  }

  /** Gives one count back. */
  public void release() {
    data.release();
  }

  @Override
  public String toString() {
    return track.kind()
        + "#"
        + track.id()
        + " dts="
        + dtsTicks
        + " pts="
        + ptsTicks
        + (sync ? " sync " : " ")
        + sizeBytes()
        + "B";
  }
}
