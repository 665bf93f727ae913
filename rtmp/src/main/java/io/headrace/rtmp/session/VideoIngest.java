package io.headrace.rtmp.session;

import io.headrace.media.codec.AvcConfig;
import io.headrace.media.codec.CodecException;
import io.headrace.media.codec.FrameContent;
import io.headrace.media.codec.NalFrames;
import io.headrace.media.flv.VideoBody;
import io.headrace.media.frame.MediaFrame;
import io.headrace.media.frame.Track;
import io.headrace.media.time.Timeline.TrackTime;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/** The AVC track of a publication. Thread: the connection's loop. */
final class VideoIngest {
  /** A composition time beyond this is nonsense and counts as none. */
  private static final int MAX_COMPOSITION_MS = 10_000;

  private static final int TICKS_PER_MS = Track.VIDEO_TIMESCALE_HZ / 1_000;

  private final TrackTime time;
  private ByteBuf record = Unpooled.EMPTY_BUFFER;
  private @Nullable AvcConfig config;
  private @Nullable Track track;
  private long frames;

  VideoIngest(TrackTime time) {
    this.time = time;
  }

  @Nullable Track track() {
    return track;
  }

  long frames() {
    return frames;
  }

  /**
   * Whether the sequence header in {@code body} changes the track; repeated ones do not. Borrows.
   */
  boolean changes(ByteBuf body) {
    return !record.equals(recordIn(body));
  }

  private static ByteBuf recordIn(ByteBuf body) {
    return body.slice(
        body.readerIndex() + VideoBody.AVC_PAYLOAD_OFFSET,
        body.readableBytes() - VideoBody.AVC_PAYLOAD_OFFSET);
  }

  /**
   * Adopts the sequence header in {@code body}, borrowed.
   *
   * @throws CodecException when it cannot be used; the track stays as it was
   */
  void configure(ByteBuf body) {
    ByteBuf candidate = recordIn(body);
    AvcConfig parsed = AvcConfig.parse(candidate);
    record = Unpooled.copiedBuffer(candidate);
    config = parsed;
    track = new Track(Track.videoId(0), parsed, Track.VIDEO_TIMESCALE_HZ);
  }

  /**
   * The frame in {@code body}, in the message's own buffer; null when there is no picture in it.
   * Ownership: takes {@code body}, also when it throws.
   *
   * @throws CodecException when its NAL units cannot be told apart
   */
  @Nullable MediaFrame read(long timestampMs, ByteBuf body) {
    AvcConfig avc = config;
    Track current = track;
    if (avc == null || current == null) {
      body.release();
      return null;
    }
    boolean key = VideoBody.isKeyFrame(body);
    int compositionMs = VideoBody.compositionTimeMs(body);
    ByteBuf data = NalFrames.normalized(body.skipBytes(VideoBody.AVC_PAYLOAD_OFFSET), avc);
    FrameContent content = NalFrames.content(data, avc);
    if (content == FrameContent.NO_PICTURE) {
      data.release();
      return null;
    }
    frames++;
    long dtsMs = time.next(timestampMs);
    long ptsMs = Math.abs(compositionMs) <= MAX_COMPOSITION_MS ? dtsMs + compositionMs : dtsMs;
    boolean sync = key && content == FrameContent.SYNC;
    return new MediaFrame(current, dtsMs * TICKS_PER_MS, ptsMs * TICKS_PER_MS, 0, sync, data);
  }
}
