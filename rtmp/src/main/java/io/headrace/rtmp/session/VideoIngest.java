package io.headrace.rtmp.session;

import io.headrace.media.codec.Av1Config;
import io.headrace.media.codec.AvcConfig;
import io.headrace.media.codec.FrameContent;
import io.headrace.media.codec.HdrInfo;
import io.headrace.media.codec.HevcConfig;
import io.headrace.media.codec.NalConfig;
import io.headrace.media.codec.RecoveryPoints;
import io.headrace.media.codec.VideoConfig;
import io.headrace.media.codec.VideoFrames;
import io.headrace.media.codec.Vp9Config;
import io.headrace.media.flv.TagCodec;
import io.headrace.media.flv.TagReader;
import io.headrace.media.frame.MediaFrame;
import io.headrace.media.frame.Track;
import io.headrace.media.time.Timeline.TrackTime;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** A video track of a publication. Thread: the connection's loop. */
final class VideoIngest extends IngestTrack {
  /** A composition time beyond this is nonsense and counts as none. */
  static final int MAX_COMPOSITION_MS = 10_000;

  /**
   * Encoders that refresh the picture bit by bit never send what decoding can start at. When there
   * has been none for so long, a key frame with a recovery point is taken for one.
   */
  static final int RECOVERY_AFTER_MS = 10_000;

  private static final int TICKS_PER_MS = Track.VIDEO_TIMESCALE_HZ / 1_000;
  private static final int NANOS_PER_MS = 1_000_000;

  private @Nullable VideoConfig config;
  private @Nullable HdrInfo hdr;
  private @Nullable TagCodec hdrCodec;
  private boolean begun;

  /** Of the last frame that decoding can start at; before that of the first. */
  private long lastSyncMs;

  VideoIngest(IngestTracks owner, int number, TrackTime time) {
    super(owner, Track.videoId(number), time);
  }

  /**
   * Adopts what the publisher says of the colour, before or behind the configuration.
   *
   * @param about the codec that it names; ffmpeg sends that of another track for the first one
   * @param said null where it takes back what it said
   */
  void colour(TagCodec about, @Nullable HdrInfo said) {
    VideoConfig current = config;
    if (current != null && about != codec()) {
      return;
    }
    hdr = said;
    hdrCodec = about;
    if (current != null) {
      adopt(about, current);
    }
  }

  @Override
  void parse(TagReader reader, ByteBuf candidate) {
    VideoConfig parsed =
        switch (reader.codec()) {
          case AVC -> AvcConfig.parse(candidate);
          case HEVC -> HevcConfig.parse(candidate);
          case AV1 ->
              Av1Config.parse(
                  reader.packet() == TagReader.Packet.TS_CONFIG
                      ? Av1Descriptor.recordIn(candidate)
                      : candidate);
          case VP9 -> Vp9Config.parse(candidate);
          default -> throw new IllegalStateException("no video codec: " + reader.codec());
        };
    // A repeated record says less than the frames have told.
    VideoConfig current = config;
    if (current == null || !current.equals(parsed)) {
      adopt(reader.codec(), parsed);
    }
  }

  private void adopt(TagCodec codec, VideoConfig newConfig) {
    config = newConfig;
    HdrInfo itsHdr = codec == hdrCodec ? hdr : null;
    Track next =
        newConfig.isComplete()
            ? new Track(id(), newConfig, Track.VIDEO_TIMESCALE_HZ, itsHdr)
            : null;
    become(codec, next);
  }

  @Override
  @Nullable MediaFrame read(TagReader reader, long timestampMs, ByteBuf data) {
    VideoConfig current = config;
    if (current == null || reader.codec() != codec()) {
      data.release();
      return null;
    }
    ByteBuf frame = VideoFrames.normalized(data, current);
    MediaFrame made = null;
    try {
      made = make(reader, timestampMs, frame, current);
    } finally {
      if (made == null) {
        frame.release();
      }
    }
    return made;
  }

  private @Nullable MediaFrame make(
      TagReader reader, long timestampMs, ByteBuf frame, VideoConfig current) {
    FrameContent content = VideoFrames.content(frame, current);
    if (content == FrameContent.NO_PICTURE) {
      return null;
    }
    boolean key = reader.isKey();
    if (key && content == FrameContent.SYNC) {
      VideoConfig complete = current.completedBy(frame);
      if (complete != current) {
        adopt(reader.codec(), complete);
      }
    }
    Track track = track();
    if (track == null) {
      return null;
    }
    long dtsMs = time.next(timestampMs);
    boolean sync = key && isSync(content, frame, current, dtsMs);
    if (!begun || content == FrameContent.SYNC) {
      begun = true;
      lastSyncMs = dtsMs;
    }
    return count(
        new MediaFrame(track, dtsMs * TICKS_PER_MS, ptsTicks(reader, dtsMs), 0, sync, frame));
  }

  private static long ptsTicks(TagReader reader, long dtsMs) {
    int compositionMs = reader.compositionMs();
    long ptsMs = Math.abs(compositionMs) <= MAX_COMPOSITION_MS ? dtsMs + compositionMs : dtsMs;
    int nanos = reader.nanoOffset();
    return ptsMs * TICKS_PER_MS + (nanos * TICKS_PER_MS + NANOS_PER_MS / 2) / NANOS_PER_MS;
  }

  private boolean isSync(FrameContent content, ByteBuf frame, VideoConfig current, long dtsMs) {
    if (content == FrameContent.SYNC) {
      return true;
    }
    return begun
        && dtsMs - lastSyncMs >= RECOVERY_AFTER_MS
        && current instanceof NalConfig nal
        && RecoveryPoints.isIn(frame, nal);
  }

  @Override
  MediaFrame readOpaque(TagReader reader, long timestampMs, ByteBuf body) {
    config = null;
    Track track = becomeOpaque(reader, Track.VIDEO_TIMESCALE_HZ);
    long ticks = time.next(timestampMs) * TICKS_PER_MS;
    boolean sync = reader.isKey() && reader.packet() == TagReader.Packet.FRAME;
    return count(new MediaFrame(track, ticks, ticks, 0, sync, body));
  }

  @Override
  long repairedSamples() {
    return 0;
  }
}
