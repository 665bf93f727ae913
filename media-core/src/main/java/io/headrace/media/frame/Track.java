package io.headrace.media.frame;

import io.headrace.media.codec.CodecConfig;
import io.headrace.media.codec.Colour;
import io.headrace.media.codec.HdrInfo;
import io.headrace.media.codec.OpaqueConfig;
import io.headrace.media.codec.TrackKind;
import io.headrace.media.codec.VideoConfig;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One elementary stream of a publication. A changed decoder configuration is a new {@code Track}
 * with the same {@code id}: consumers compare the {@link MediaFrame#track()} of successive frames.
 *
 * <p>{@link #DATA} is never announced. A consumer ignores frames whose track id it does not know.
 *
 * @param id number of the track within its publication, stable across configurations: {@link
 *     #videoId}, {@link #audioId} or {@link #DATA_ID}
 * @param codec the decoder configuration that its frames need
 * @param timescaleHz ticks per second of its frames' times (video 90000, audio the sample rate,
 *     {@link #MILLIS_TIMESCALE_HZ} for opaque audio and data)
 * @param hdr what the publisher says of the pictures beside the bitstream, or null
 */
public record Track(int id, CodecConfig codec, int timescaleHz, @Nullable HdrInfo hdr) {
  /** Timescale of every video track, in Hz; whole for milliseconds and for MPEG-TS alike. */
  public static final int VIDEO_TIMESCALE_HZ = 90_000;

  /** Timescale of tracks that are passed on as they came. */
  public static final int MILLIS_TIMESCALE_HZ = 1_000;

  /** Tracks of one kind in a publication; Enhanced RTMP numbers them with one byte. */
  public static final int MAX_TRACKS = 256;

  /** Id of the track that messages beside the media belong to. */
  public static final int DATA_ID = 2 * MAX_TRACKS;

  /** The track of messages beside the media: small AMF0 data messages, whole. */
  public static final Track DATA =
      new Track(DATA_ID, new OpaqueConfig(TrackKind.DATA, "AMF0", 0), MILLIS_TIMESCALE_HZ);

  public Track {
    if (timescaleHz <= 0) {
      throw new IllegalArgumentException("timescale: " + timescaleHz + " (expected: > 0)");
    }
  }

  /** A track of which nothing is known beside its bitstream. */
  public Track(int id, CodecConfig codec, int timescaleHz) {
    this(id, codec, timescaleHz, null);
  }

  /** Id of video track {@code number}, from 0. */
  public static int videoId(int number) {
    return 2 * number;
  }

  /** Id of audio track {@code number}, from 0. */
  public static int audioId(int number) {
    return 2 * number + 1;
  }

  /** Number among the tracks of its kind, from 0. */
  public int number() {
    return id >> 1 & MAX_TRACKS - 1;
  }

  /** What this track carries. */
  public TrackKind kind() {
    return codec.kind();
  }

  /** Colour by the bitstream or, where that does not say, by the publisher. */
  public Colour colour() {
    Colour colour = codec instanceof VideoConfig video ? video.colour() : Colour.UNSPECIFIED;
    return colour.isSpecified() || hdr == null ? colour : hdr.colour();
  }

  /** Whether one decoder, told the same beside the bitstream, serves both. */
  public boolean hasFormatOf(Track other) {
    return timescaleHz == other.timescaleHz
        && codec.equals(other.codec)
        && Objects.equals(hdr, other.hdr);
  }

  /** Whether this track carries video. */
  public boolean isVideo() {
    return codec.kind() == TrackKind.VIDEO;
  }
}
