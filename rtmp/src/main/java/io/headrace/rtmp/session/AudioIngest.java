package io.headrace.rtmp.session;

import io.headrace.media.codec.AacConfig;
import io.headrace.media.codec.CodecException;
import io.headrace.media.flv.AudioBody;
import io.headrace.media.frame.MediaFrame;
import io.headrace.media.frame.Track;
import io.headrace.media.time.SampleClock;
import io.headrace.media.time.Timeline.TrackTime;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/** The AAC track of a publication. Thread: the connection's loop. */
final class AudioIngest {
  private static final int MILLIS_HZ = 1_000;

  private final TrackTime time;
  private ByteBuf record = Unpooled.EMPTY_BUFFER;
  private @Nullable AacConfig config;
  private @Nullable Track track;
  private @Nullable SampleClock clock;
  private long reanchoredBefore;
  private long frames;

  AudioIngest(TrackTime time) {
    this.time = time;
  }

  @Nullable Track track() {
    return track;
  }

  long frames() {
    return frames;
  }

  /** How often timestamps and samples disagreed. */
  long reanchored() {
    return reanchoredBefore + (clock == null ? 0 : clock.reanchoredCount());
  }

  /** Whether the AudioSpecificConfig in {@code candidate} changes the track. Borrows. */
  boolean changes(ByteBuf candidate) {
    return !record.equals(candidate);
  }

  /**
   * Adopts an AudioSpecificConfig. Borrows.
   *
   * @throws CodecException when it cannot be used; the track stays as it was
   */
  void configure(ByteBuf candidate) {
    AacConfig parsed = AacConfig.parse(candidate);
    AacConfig before = config;
    if (before == null
        || before.sampleRateHz() != parsed.sampleRateHz()
        || before.samplesPerFrame() != parsed.samplesPerFrame()) {
      reanchoredBefore = reanchored();
      clock = goingOn(clock, before, parsed);
    }
    record = Unpooled.copiedBuffer(candidate);
    config = parsed;
    track = new Track(Track.audioId(0), parsed, parsed.sampleRateHz());
  }

  /** A clock for {@code next}, behind what {@code last} has counted for {@code before}. */
  private static SampleClock goingOn(
      @Nullable SampleClock last, @Nullable AacConfig before, AacConfig next) {
    if (last == null || before == null) {
      return new SampleClock(next.sampleRateHz(), next.samplesPerFrame());
    }
    double seconds = (double) last.nextTicks() / before.sampleRateHz();
    long notBeforeTicks = (long) Math.ceil(seconds * next.sampleRateHz());
    return new SampleClock(next.sampleRateHz(), next.samplesPerFrame(), notBeforeTicks);
  }

  /** The AudioSpecificConfig of a sequence header. Borrows; valid as long as {@code body}. */
  static ByteBuf recordIn(ByteBuf body) {
    return body.slice(
        body.readerIndex() + AudioBody.AAC_PAYLOAD_OFFSET,
        body.readableBytes() - AudioBody.AAC_PAYLOAD_OFFSET);
  }

  /**
   * The frame in {@code body}, in the message's own buffer; null when it is empty. Ownership: takes
   * {@code body}.
   */
  @Nullable MediaFrame read(long timestampMs, ByteBuf body) {
    AacConfig aac = config;
    Track current = track;
    SampleClock samples = clock;
    body.skipBytes(AudioBody.AAC_PAYLOAD_OFFSET + AdtsHeader.bytesBeforeFrame(body));
    if (aac == null || current == null || samples == null || !body.isReadable()) {
      body.release();
      return null;
    }
    frames++;
    long ticks = samples.next(time.next(timestampMs), MILLIS_HZ, aac.samplesPerFrame());
    return new MediaFrame(current, ticks, ticks, aac.samplesPerFrame(), true, body);
  }
}
