package io.headrace.rtmp.session;

import io.headrace.media.buffer.MemoryBudget;
import io.headrace.media.codec.CodecException;
import io.headrace.media.codec.TrackKind;
import io.headrace.media.flv.TagReader;
import io.headrace.media.flv.TagType;
import io.headrace.media.frame.MediaFrame;
import io.headrace.media.frame.Track;
import io.headrace.media.time.Timeline;
import io.headrace.rtmp.RtmpException;
import io.headrace.rtmp.RtmpException.Reason;
import io.headrace.rtmp.amf.AmfLimits;
import io.netty.buffer.ByteBuf;
import java.util.EnumSet;
import org.jspecify.annotations.Nullable;

/**
 * Makes frames of the audio, video and data messages of one publication. It starts with the first
 * frame behind the moment that every track which the metadata announce, or which has shown itself,
 * is known; or one second into the media. Frames that can be used are held until then and not lost.
 * A track whose codec is not known is left out and the others go on; one whose codec is known but
 * not understood is passed on whole.
 *
 * <p>Consumers learn of a track, and of its change, just before a frame that needs it.
 *
 * <p>Thread: the connection's loop.
 */
final class MediaIngest implements AutoCloseable {
  /** What is told once. */
  private enum Notice {
    VIDEO_LEFT_OUT,
    AUDIO_LEFT_OUT,
    BAD_VIDEO_HEADER,
    BAD_AUDIO_HEADER,
    BAD_VIDEO_FRAME,
    BAD_AUDIO_FRAME,
    BAD_BODY,
    TOO_MANY_TRACKS,
    MIXED_OPAQUE,
    TIME_JUMPS
  }

  private final IngestSink sink;
  private final AmfLimits amfLimits;
  private final Timeline timeline;
  private final IngestTracks tracks;
  private final Discovery discovery;
  private final TagReader reader = new TagReader();
  private final EnumSet<Notice> told = EnumSet.noneOf(Notice.class);
  private boolean started;
  private String leftOut = "";
  private long lastDataMs;
  private long dataFrames;
  private long unusable;

  /**
   * @param originMs where the first timestamp lands on the stream's timeline
   * @param budget what frames draw on that wait for the track set
   */
  MediaIngest(IngestSink sink, long originMs, MemoryBudget budget, AmfLimits amfLimits) {
    this.sink = sink;
    this.amfLimits = amfLimits;
    this.timeline = Timeline.ofRtmp(originMs);
    this.tracks = new IngestTracks(timeline);
    this.discovery = new Discovery(budget);
  }

  /** Whether the track set has been announced. */
  boolean started() {
    return started;
  }

  /** Configurations that have replaced others. */
  int configurations() {
    return tracks.changes();
  }

  MediaStats stats() {
    return new MediaStats(
        tracks.all().stream().map(IngestTrack::stats).toList(), dataFrames, unusable);
  }

  /**
   * Ownership: takes {@code body}, also when it throws.
   *
   * @throws RtmpException NO_USABLE_TRACK
   */
  void onVideo(long timestampMs, ByteBuf body) {
    onTag(TagType.VIDEO, timestampMs, body);
  }

  /**
   * Ownership: takes {@code body}, also when it throws.
   *
   * @throws RtmpException NO_USABLE_TRACK
   */
  void onAudio(long timestampMs, ByteBuf body) {
    onTag(TagType.AUDIO, timestampMs, body);
  }

  /**
   * A data message. Nothing in it is fatal. Ownership: takes {@code values}.
   *
   * @param values AMF0, without the format byte of type 15
   */
  void onData(long timestampMs, ByteBuf values) {
    try {
      switch (DataMessage.of(values)) {
        case METADATA -> onMetadata(values);
        case NAMED -> passOn(timestampMs, values);
        case NAMELESS -> unusable++;
        case SAMPLE_ACCESS, CLEAR -> {} // They concern only what comes from us.
      }
    } finally {
      values.release();
    }
  }

  @Override
  public void close() {
    discovery.close();
  }

  private void onMetadata(ByteBuf message) {
    if (!started) {
      DataMessage.skipName(message);
      StreamMetadata metadata = StreamMetadata.read(message, amfLimits);
      if (metadata != null) {
        discovery.announced(metadata);
      }
    }
  }

  /** Borrows {@code message}. */
  private void passOn(long timestampMs, ByteBuf message) {
    if (message.readableBytes() > DataMessage.MAX_PASSED_BYTES) {
      unusable++;
      return;
    }
    lastDataMs = Math.max(lastDataMs, timeline.near(timestampMs));
    MediaFrame frame =
        new MediaFrame(Track.DATA, lastDataMs, lastDataMs, 0, true, message.retain());
    if (started) {
      dataFrames++;
      sink.write(frame);
    } else if (discovery.tryHold(frame)) {
      dataFrames++;
    } else {
      frame.release();
      unusable++;
    }
  }

  private void onTag(TagType type, long timestampMs, ByteBuf body) {
    try {
      reader.wrap(type, body);
      while (reader.next()) {
        switch (reader.packet()) {
          case FRAME -> onMedia(timestampMs, body);
          case CONFIG, TS_CONFIG -> onConfig(timestampMs, body);
          case METADATA -> onColour(body);
          case OTHER -> unusable++;
          case MALFORMED -> skipMalformed();
          // Nothing in them: markers, seek commands, the end of a sequence, which ends no stream
          // and often has timestamp 0, and channel orders, which configurations say too.
          case EMPTY, END, COMMAND, CHANNELS -> {}
        }
      }
    } finally {
      body.release();
    }
  }

  private void skipMalformed() {
    unusable++;
    tell(Notice.BAD_BODY, "audio or video messages skipped: too short or of unknown kind");
  }

  private void onConfig(long timestampMs, ByteBuf body) {
    if (!reader.codec().isUnderstood()) {
      onMedia(timestampMs, body);
      return;
    }
    IngestTrack track = trackAtHand();
    if (track == null) {
      return;
    }
    try {
      track.configure(reader, body);
    } catch (CodecException e) {
      track.countSkipped();
      boolean video = reader.kind() == TrackKind.VIDEO;
      tell(
          video ? Notice.BAD_VIDEO_HEADER : Notice.BAD_AUDIO_HEADER,
          (video ? "video" : "audio") + " sequence header ignored: " + e.getMessage());
    }
  }

  private void onColour(ByteBuf body) {
    ColorInfo said =
        ColorInfo.read(body.slice(reader.payloadIndex(), reader.payloadBytes()), amfLimits);
    if (said != null && trackAtHand() instanceof VideoIngest video) {
      video.colour(reader.codec(), said.hdr());
    }
  }

  /** The track that the reader stands at; null, and counted, where there are too many. */
  private @Nullable IngestTrack trackAtHand() {
    IngestTrack track = tracks.at(reader.kind(), reader.trackId());
    if (track == null) {
      unusable++;
      tell(
          Notice.TOO_MANY_TRACKS,
          "further tracks are left out: > " + IngestTracks.MAX_TRACKS + " in all");
    }
    return track;
  }

  private void onMedia(long timestampMs, ByteBuf body) {
    IngestTrack track = trackAtHand();
    if (track == null) {
      return;
    }
    MediaFrame frame = null;
    if (reader.codec().isUnknown()) {
      leaveOut(track);
    } else {
      track.see();
      frame = read(track, timestampMs, body);
    }
    if (frame == null) {
      track.countSkipped();
      if (!started) {
        discovery.seen(timestampMs);
        startIfComplete();
      }
    } else {
      give(track, timestampMs, frame);
    }
  }

  private @Nullable MediaFrame read(IngestTrack track, long timestampMs, ByteBuf body) {
    try {
      if (reader.codec().isUnderstood()) {
        return track.read(reader, timestampMs, payload(body));
      } else if (!reader.holdsManyTracks()) {
        return track.readOpaque(reader, timestampMs, body.retain());
      }
      String title = reader.codec().title();
      tell(Notice.MIXED_OPAQUE, title + " frames skipped: they share messages with other tracks");
    } catch (CodecException e) {
      boolean video = reader.kind() == TrackKind.VIDEO;
      tell(
          video ? Notice.BAD_VIDEO_FRAME : Notice.BAD_AUDIO_FRAME,
          (video ? "video" : "audio") + " frames skipped: " + e.getMessage());
    }
    return null;
  }

  /** The payload at hand, with a count of its own: the message itself where it holds no other. */
  private ByteBuf payload(ByteBuf body) {
    int from = reader.payloadIndex();
    int bytes = reader.payloadBytes();
    return reader.holdsManyTracks()
        ? MessagePart.retained(body, from, bytes)
        : body.retain().setIndex(from, from + bytes);
  }

  private void leaveOut(IngestTrack track) {
    // Beside a track that works it is a stray.
    if (track.track() == null) {
      track.leaveOut();
      boolean video = reader.kind() == TrackKind.VIDEO;
      leftOut = UnknownCodec.name(reader);
      tell(
          video ? Notice.VIDEO_LEFT_OUT : Notice.AUDIO_LEFT_OUT,
          "a track is left out: " + leftOut + " is not supported");
    }
  }

  /** Ownership: takes {@code frame}. */
  private void give(IngestTrack track, long timestampMs, MediaFrame frame) {
    if (timeline.rebasedCount() > 0) {
      tell(Notice.TIME_JUMPS, "timestamps jump; they are repaired and counted");
    }
    if (!started) {
      discovery.seen(timestampMs);
      startIfComplete();
    }
    if (started) {
      write(track, frame);
    } else if (!discovery.tryHold(frame)) {
      start();
      write(track, frame);
    }
  }

  private void startIfComplete() {
    if (!discovery.isComplete(tracks)) {
      return;
    }
    if (tracks.isOneUsable()) {
      start();
    } else if (!leftOut.isEmpty()) {
      throw new RtmpException(
          Reason.NO_USABLE_TRACK, "no usable track: " + leftOut + " is not supported");
    } else {
      // Frames, but no sequence header yet: they cannot be decoded.
      discovery.restart();
    }
  }

  private void start() {
    started = true;
    // What was held is announced as it was then.
    for (IngestTrack track : tracks.all()) {
      Track first = discovery.firstTrack(track.id());
      track.announced(first == null ? track.track() : first);
    }
    sink.announce(tracks.announced());
    discovery.replay(this::writeHeld);
  }

  private void writeHeld(MediaFrame frame) {
    IngestTrack track = tracks.byId(frame.track().id());
    if (track != null && track.announced() != frame.track()) {
      track.announced(frame.track());
      sink.announce(tracks.announced());
    }
    sink.write(frame);
  }

  /** Ownership: takes {@code frame}. */
  private void write(IngestTrack track, MediaFrame frame) {
    if (track.announced() != frame.track()) {
      tracks.announceAll();
      sink.announce(tracks.announced());
    }
    sink.write(frame);
  }

  private void tell(Notice notice, String line) {
    if (told.add(notice)) {
      sink.notice(line);
    }
  }
}
