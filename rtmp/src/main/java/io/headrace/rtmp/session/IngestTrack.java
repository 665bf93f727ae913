package io.headrace.rtmp.session;

import io.headrace.media.codec.CodecConfig;
import io.headrace.media.codec.CodecException;
import io.headrace.media.codec.OpaqueConfig;
import io.headrace.media.flv.TagCodec;
import io.headrace.media.flv.TagReader;
import io.headrace.media.frame.MediaFrame;
import io.headrace.media.frame.Track;
import io.headrace.media.time.Timeline.TrackTime;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/**
 * One track of a publication: adopts its configurations, of which the last valid one counts, and
 * makes frames of its payloads. Thread: the connection's loop.
 */
abstract sealed class IngestTrack permits VideoIngest, AudioIngest {
  private final IngestTracks owner;
  private final int id;
  final TrackTime time;
  private ByteBuf record = Unpooled.EMPTY_BUFFER;
  private @Nullable TagCodec codec;
  private @Nullable Track track;
  private @Nullable Track announced;
  private boolean seen;
  private boolean leftOut;
  private long frames;
  private long syncFrames;
  private long skipped;

  IngestTrack(IngestTracks owner, int id, TrackTime time) {
    this.owner = owner;
    this.id = id;
    this.time = time;
  }

  final int id() {
    return id;
  }

  /** What is known of the track; null until that is all that a player is told. */
  final @Nullable Track track() {
    return track;
  }

  /** The track as its consumers know it; null while they do not. */
  final @Nullable Track announced() {
    return announced;
  }

  final void announced(@Nullable Track newAnnounced) {
    announced = newAnnounced;
  }

  /** Its configuration or a frame of it went by. */
  final void see() {
    seen = true;
  }

  /** Its codec is not known: it will bring no frames. */
  final void leaveOut() {
    seen = true;
    leftOut = true;
  }

  /** Whether there is such a track and it is not yet known what becomes of it. */
  final boolean isAwaited() {
    return seen && !isSettled();
  }

  /** Whether it is known what becomes of it. */
  final boolean isSettled() {
    return track != null || leftOut;
  }

  final TrackStats stats() {
    Track current = track;
    return new TrackStats(
        id,
        current == null ? "no configuration" : current.codec().codecString(),
        frames,
        syncFrames,
        skipped,
        time.repairedCount() + repairedSamples());
  }

  /**
   * Adopts the configuration that {@code reader} stands at. Borrows {@code body}.
   *
   * @throws CodecException when it cannot be used; the track stays as it was
   */
  final void configure(TagReader reader, ByteBuf body) {
    seen = true;
    ByteBuf candidate = body.slice(reader.payloadIndex(), reader.payloadBytes());
    // Some encoders repeat it before each key frame.
    if (reader.codec() == codec && candidate.equals(record)) {
      return;
    }
    parse(reader, candidate);
    if (reader.codec() == codec) {
      record = Unpooled.copiedBuffer(candidate);
    }
  }

  /** Adopts the configuration in {@code candidate}, borrowed. */
  abstract void parse(TagReader reader, ByteBuf candidate);

  /**
   * The frame that {@code reader} stands at, in the message's own buffer; null where there is
   * nothing to be shown, or no configuration for it. Ownership: takes {@code data}, also when it
   * throws.
   *
   * @param timestampMs decode time by the publisher
   * @param data readable bytes are the payload
   * @throws CodecException when its structure cannot be read
   */
  abstract @Nullable MediaFrame read(TagReader reader, long timestampMs, ByteBuf data);

  /** The whole message {@code body} as the frame of a codec that is passed on. Takes it. */
  abstract MediaFrame readOpaque(TagReader reader, long timestampMs, ByteBuf body);

  /** How often timestamps and samples disagreed. */
  abstract long repairedSamples();

  final @Nullable TagCodec codec() {
    return codec;
  }

  /**
   * What the track is from now on.
   *
   * @param newTrack null while the configuration is not complete
   */
  final void become(TagCodec newCodec, @Nullable Track newTrack) {
    Track before = track;
    if (newCodec != codec) {
      codec = newCodec;
      record = Unpooled.EMPTY_BUFFER;
    }
    if (before != null && before.equals(newTrack)) {
      return;
    }
    track = newTrack;
    if (before != null) {
      owner.countChange();
    }
  }

  /** Makes it a track of the opaque codec of {@code reader}, if it is none yet. */
  final Track becomeOpaque(TagReader reader, int timescaleHz) {
    Track current = track;
    if (current == null || reader.codec() != codec) {
      TagCodec opaque = reader.codec();
      CodecConfig config = new OpaqueConfig(opaque.kind(), opaque.title(), reader.codecNumber());
      current = new Track(id, config, timescaleHz);
      become(opaque, current);
    }
    return current;
  }

  final MediaFrame count(MediaFrame frame) {
    frames++;
    if (frame.isSync()) {
      syncFrames++;
    }
    return frame;
  }

  final void countSkipped() {
    skipped++;
  }
}
