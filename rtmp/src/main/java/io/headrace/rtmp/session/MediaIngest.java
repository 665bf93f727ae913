package io.headrace.rtmp.session;

import io.headrace.media.codec.CodecException;
import io.headrace.media.flv.AudioBody;
import io.headrace.media.flv.VideoBody;
import io.headrace.media.frame.MediaFrame;
import io.headrace.media.frame.Track;
import io.headrace.media.time.Timeline;
import io.headrace.rtmp.RtmpException;
import io.headrace.rtmp.RtmpException.Reason;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes frames of the audio and video messages of one publication. It starts when every track that
 * the metadata announce has its sequence header, or without such an announcement one second into
 * the media; what came before is held and not lost. A track whose codec is not supported is left
 * out and the other goes on.
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
    BAD_BODY
  }

  private final IngestSink sink;
  private final Timeline timeline;
  private final VideoIngest video;
  private final AudioIngest audio;
  private final Discovery discovery = new Discovery();
  private final EnumSet<Notice> told = EnumSet.noneOf(Notice.class);
  private boolean started;
  private int configurations;
  private String leftOut = "";
  private long skipped;

  /**
   * @param originMs where the first timestamp lands on the stream's timeline
   */
  MediaIngest(IngestSink sink, long originMs) {
    this.sink = sink;
    this.timeline = Timeline.ofRtmp(originMs);
    this.video = new VideoIngest(timeline.track());
    this.audio = new AudioIngest(timeline.track());
  }

  /** Whether the track set has been announced. */
  boolean started() {
    return started;
  }

  /** Configurations adopted so far, of both tracks. */
  int configurations() {
    return configurations;
  }

  MediaStats stats() {
    return new MediaStats(
        video.frames(),
        audio.frames(),
        skipped,
        timeline.clampedCount() + timeline.rebasedCount() + audio.reanchored());
  }

  void onMetadata(StreamMetadata metadata) {
    if (!started) {
      discovery.announced(metadata);
      startIfComplete();
    }
  }

  /**
   * Ownership: takes {@code body}, also when it throws.
   *
   * @throws RtmpException NO_USABLE_TRACK
   */
  void onVideo(long timestampMs, ByteBuf body) {
    switch (VideoBody.kindOf(body)) {
      case AVC_FRAME -> onFrame(true, timestampMs, body);
      case AVC_CONFIG -> onVideoHeader(body);
      case ENHANCED -> onEnhancedVideo(timestampMs, body);
      case OTHER_CODEC -> {
        int codecId = VideoBody.codecId(body);
        body.release();
        leaveOut(timestampMs, Notice.VIDEO_LEFT_OUT, "FLV video codec " + codecId);
      }
      case MALFORMED -> skip(body);
      // Nothing in them: markers, seek commands and the end of a sequence, which ends no stream.
      case EMPTY, AVC_END, COMMAND -> body.release();
    }
  }

  /**
   * Ownership: takes {@code body}, also when it throws.
   *
   * @throws RtmpException NO_USABLE_TRACK
   */
  void onAudio(long timestampMs, ByteBuf body) {
    switch (AudioBody.kindOf(body)) {
      case AAC_FRAME -> {
        adoptAdts(body);
        onFrame(false, timestampMs, body);
      }
      case AAC_CONFIG -> onAudioHeader(body);
      case ENHANCED -> onEnhancedAudio(timestampMs, body);
      case OTHER_CODEC -> {
        int format = AudioBody.soundFormat(body);
        body.release();
        leaveOut(timestampMs, Notice.AUDIO_LEFT_OUT, "FLV audio format " + format);
      }
      case MALFORMED -> skip(body);
      case EMPTY -> body.release();
    }
  }

  @Override
  public void close() {
    discovery.close();
  }

  private void onVideoHeader(ByteBuf body) {
    try {
      if (video.changes(body)) {
        startBeforeChange(video.track());
        video.configure(body);
        onTracksChanged();
      }
    } catch (CodecException e) {
      tell(Notice.BAD_VIDEO_HEADER, "video sequence header ignored: " + e.getMessage());
    } finally {
      body.release();
    }
  }

  private void onAudioHeader(ByteBuf body) {
    try {
      configureAudio(AudioIngest.recordIn(body));
    } finally {
      body.release();
    }
  }

  private void adoptAdts(ByteBuf body) {
    if (audio.track() == null) {
      ByteBuf config = AdtsHeader.configIn(body);
      if (config != null) {
        configureAudio(config);
      }
    }
  }

  private void configureAudio(ByteBuf config) {
    try {
      if (audio.changes(config)) {
        startBeforeChange(audio.track());
        audio.configure(config);
        onTracksChanged();
      }
    } catch (CodecException e) {
      tell(Notice.BAD_AUDIO_HEADER, "audio sequence header ignored: " + e.getMessage());
    }
  }

  /** Frames that wait belong to the configuration before this one. */
  private void startBeforeChange(@Nullable Track before) {
    if (!started && before != null && !discovery.isEmpty()) {
      start();
    }
  }

  private void onTracksChanged() {
    configurations++;
    if (started) {
      sink.announce(tracks());
    } else {
      startIfComplete();
    }
  }

  private void onFrame(boolean isVideo, long timestampMs, ByteBuf body) {
    if (started) {
      write(isVideo, timestampMs, body);
    } else {
      discovery.hold(isVideo, timestampMs, body);
      startIfComplete();
    }
  }

  private void startIfComplete() {
    boolean videoSettled = video.track() != null || told.contains(Notice.VIDEO_LEFT_OUT);
    boolean audioSettled = audio.track() != null || told.contains(Notice.AUDIO_LEFT_OUT);
    if (!discovery.complete(videoSettled, audioSettled)) {
      return;
    }
    if (video.track() != null || audio.track() != null) {
      start();
    } else if (videoSettled || audioSettled) {
      throw new RtmpException(
          Reason.NO_USABLE_TRACK,
          "no usable track: " + leftOut + " is not supported (expected: H.264, AAC)");
    } else {
      // Frames, but no sequence header yet: they cannot be decoded.
      discovery.restart();
    }
  }

  private void start() {
    started = true;
    sink.announce(tracks());
    discovery.replay(this::write);
  }

  private List<Track> tracks() {
    List<Track> tracks = new ArrayList<>(2);
    Track videoTrack = video.track();
    Track audioTrack = audio.track();
    if (videoTrack != null) {
      tracks.add(videoTrack);
    }
    if (audioTrack != null) {
      tracks.add(audioTrack);
    }
    return tracks;
  }

  private void write(boolean isVideo, long timestampMs, ByteBuf body) {
    try {
      MediaFrame frame = isVideo ? video.read(timestampMs, body) : audio.read(timestampMs, body);
      if (frame == null) {
        skipped++;
      } else {
        sink.write(frame);
      }
    } catch (CodecException e) {
      skipped++;
      tell(Notice.BAD_VIDEO_FRAME, "video frames skipped: " + e.getMessage());
    }
  }

  private void skip(ByteBuf body) {
    body.release();
    skipped++;
    tell(Notice.BAD_BODY, "audio or video messages skipped: too short or of unknown kind");
  }

  private void onEnhancedVideo(long timestampMs, ByteBuf body) {
    EnhancedHeader header = EnhancedHeader.ofVideo(body);
    body.release();
    // Beside a track that works they are colour metadata or further tracks.
    if (header.carriesMedia() && video.track() == null) {
      leaveOut(timestampMs, Notice.VIDEO_LEFT_OUT, "Enhanced RTMP video " + header.codec());
    }
  }

  private void onEnhancedAudio(long timestampMs, ByteBuf body) {
    EnhancedHeader header = EnhancedHeader.ofAudio(body);
    body.release();
    if (header.carriesMedia() && audio.track() == null) {
      leaveOut(timestampMs, Notice.AUDIO_LEFT_OUT, "Enhanced RTMP audio " + header.codec());
    }
  }

  private void leaveOut(long timestampMs, Notice notice, String codec) {
    skipped++;
    leftOut = codec;
    tell(notice, "a track is left out: " + codec + " is not supported (expected: H.264, AAC)");
    if (!started) {
      discovery.seen(timestampMs);
      startIfComplete();
    }
  }

  private void tell(Notice notice, String line) {
    if (told.add(notice)) {
      sink.notice(line);
    }
  }
}
