package io.headrace.rtmp.session;

import io.headrace.media.codec.AacConfig;
import io.headrace.media.codec.Ac3Config;
import io.headrace.media.codec.AudioConfig;
import io.headrace.media.codec.FlacConfig;
import io.headrace.media.codec.Mp3Config;
import io.headrace.media.codec.OpusConfig;
import io.headrace.media.flv.TagCodec;
import io.headrace.media.flv.TagReader;
import io.headrace.media.frame.MediaFrame;
import io.headrace.media.frame.Track;
import io.headrace.media.time.SampleClock;
import io.headrace.media.time.Timeline.TrackTime;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** An audio track of a publication. Thread: the connection's loop. */
final class AudioIngest extends IngestTrack {
  private static final int MILLIS_HZ = 1_000;

  /** For the clock of a track whose frames are not looked into. */
  private static final int UNKNOWN_SAMPLES = 0;

  private @Nullable AudioConfig config;
  private @Nullable SampleClock clock;
  private int clockHz;
  private int clockSamples;
  private long reanchoredBefore;

  AudioIngest(IngestTracks owner, int number, TrackTime time) {
    super(owner, Track.audioId(number), time);
  }

  @Override
  void parse(TagReader reader, ByteBuf candidate) {
    switch (reader.codec()) {
      case AAC -> adopt(TagCodec.AAC, AacConfig.parse(candidate));
      case OPUS -> adopt(TagCodec.OPUS, OpusConfig.parse(candidate));
      case FLAC -> adopt(TagCodec.FLAC, FlacConfig.parse(candidate));
      // There is no record: the first frame says it.
      case MP3, AC3, EAC3 -> {}
      default -> throw new IllegalStateException("no audio codec: " + reader.codec());
    }
  }

  private void adopt(TagCodec codec, AudioConfig newConfig) {
    config = newConfig;
    runClock(newConfig.sampleRateHz(), newConfig.samplesPerFrame());
    become(codec, new Track(id(), newConfig, newConfig.sampleRateHz()));
  }

  /** Counts at another rate, behind all that has been counted. */
  private SampleClock runClock(int rateHz, int samplesPerFrame) {
    SampleClock last = clock;
    if (last != null && rateHz == clockHz && samplesPerFrame == clockSamples) {
      return last;
    }
    SampleClock next;
    if (last == null) {
      next = new SampleClock(rateHz, samplesPerFrame);
    } else {
      reanchoredBefore += last.reanchoredCount();
      double seconds = (double) last.nextTicks() / clockHz;
      next = new SampleClock(rateHz, samplesPerFrame, (long) Math.ceil(seconds * rateHz));
    }
    clock = next;
    clockHz = rateHz;
    clockSamples = samplesPerFrame;
    return next;
  }

  @Override
  @Nullable MediaFrame read(TagReader reader, long timestampMs, ByteBuf data) {
    MediaFrame made = null;
    try {
      made = make(reader, timestampMs, data);
    } finally {
      if (made == null) {
        data.release();
      }
    }
    return made;
  }

  private @Nullable MediaFrame make(TagReader reader, long timestampMs, ByteBuf data) {
    configureFrom(reader.codec(), data);
    AudioConfig current = config;
    Track track = track();
    SampleClock samples = clock;
    if (current == null
        || track == null
        || samples == null
        || reader.codec() != codec()
        || !data.isReadable()) {
      return null;
    }
    int length = current.samplesIn(data);
    long ticks = samples.next(time.next(timestampMs), MILLIS_HZ, length);
    return count(new MediaFrame(track, ticks, ticks, length, true, data));
  }

  /** Adopts what the frame itself says of its configuration, and skips an ADTS header. */
  private void configureFrom(TagCodec codec, ByteBuf data) {
    AudioConfig current = codec == codec() ? config : null;
    switch (codec) {
      case AAC -> {
        int headerBytes = AdtsHeader.bytesIn(data);
        if (headerBytes > 0 && current == null) {
          adopt(codec, AacConfig.parse(AdtsHeader.configIn(data)));
        }
        data.skipBytes(headerBytes);
      }
      case MP3 -> {
        if (current == null || !current.fits(data)) {
          adopt(codec, Mp3Config.ofFrame(data));
        }
      }
      case AC3, EAC3 -> {
        if (current == null || !current.fits(data)) {
          adopt(codec, Ac3Config.ofFrame(data));
        }
      }
      default -> {} // Others come with a record.
    }
  }

  @Override
  MediaFrame readOpaque(TagReader reader, long timestampMs, ByteBuf body) {
    config = null;
    Track track = becomeOpaque(reader, Track.MILLIS_TIMESCALE_HZ);
    SampleClock millis = runClock(Track.MILLIS_TIMESCALE_HZ, UNKNOWN_SAMPLES);
    long ticks = millis.next(time.next(timestampMs), MILLIS_HZ, UNKNOWN_SAMPLES);
    return count(new MediaFrame(track, ticks, ticks, 0, true, body));
  }

  @Override
  long repairedSamples() {
    return reanchoredBefore + (clock == null ? 0 : clock.reanchoredCount());
  }
}
