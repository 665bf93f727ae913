package io.headrace.media.frame;

import io.headrace.media.codec.CodecConfig;
import io.headrace.media.codec.TrackKind;

/**
 * One elementary stream of a publication. A changed decoder configuration is a new {@code Track}
 * with the same {@code id}: consumers compare the {@link MediaFrame#track()} of successive frames.
 *
 * @param id number of the track within its publication, from 0; stable across configurations
 * @param codec the decoder configuration that its frames need
 * @param timescaleHz ticks per second of its frames' times (video 90000, audio the sample rate)
 */
public record Track(int id, CodecConfig codec, int timescaleHz) {
  /** Timescale of every video track, in Hz; whole for milliseconds and for MPEG-TS alike. */
  public static final int VIDEO_TIMESCALE_HZ = 90_000;

  public Track {
    if (timescaleHz <= 0) {
      throw new IllegalArgumentException("timescale: " + timescaleHz + " (expected: > 0)");
    }
  }

  /** Video or audio. */
  public TrackKind kind() {
    return codec.kind();
  }

  /** Whether this track carries video. */
  public boolean isVideo() {
    return codec.kind() == TrackKind.VIDEO;
  }
}
