package io.headrace.hls.cut;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the playlists of one generation declare from first to last: AVPlayer gives a stream up when
 * one of these numbers changes.
 *
 * @param targetDurationS EXT-X-TARGETDURATION, the same in every rendition
 * @param leaderPartTargetMs PART-TARGET of the rendition that leads the cuts
 * @param audioPartTargetMs PART-TARGET of an audio rendition that follows them; 0 where there is
 *     none
 */
public record Promises(int targetDurationS, int leaderPartTargetMs, int audioPartTargetMs) {
  public static final int MIN_TARGET_DURATION_S = 2;
  public static final int MAX_TARGET_DURATION_S = 10;

  /** Headroom of a part for timestamps that were rounded to milliseconds. */
  private static final int ROUNDING_MS = 2;

  /** A group of pictures this much over a whole second still counts as that second. */
  private static final int GROUP_TOLERANCE_MS = 50;

  private static final int MAX_PART_GROWTH = 2;
  private static final int HOLD_BACK_PARTS = 3;
  private static final int HOLD_BACK_SEGMENTS = 3;

  /** One frame of an audio track: {@code samples / sampleRateHz} seconds. */
  public record AudioFrame(long samples, int sampleRateHz) {}

  /**
   * Promises for video with or without audio that follows its cuts. The part is a whole number of
   * video frames near {@code part}; that number grows where the audio parts, whole audio frames
   * each, would otherwise be less than {@link CutClock#REGULAR_PERCENT} of their target.
   *
   * @param groupMs longest group of pictures seen, 0 when its end was not seen
   * @param audio the frame of the audio track, or null
   */
  public static Promises ofVideo(
      Duration segment, Duration part, FrameRate rate, long groupMs, @Nullable AudioFrame audio) {
    int targetDurationS = targetDurationS(segment, groupMs);
    double frameMs = 1_000.0 * rate.denominator() / rate.numerator();
    long frames = Math.max(1, Math.round(part.toMillis() / frameMs));
    int videoMs = videoPartTargetMs(frames, frameMs);
    if (audio == null) {
      return new Promises(targetDurationS, videoMs, 0);
    }
    long grown = frames;
    while (!isRegular(grown * frameMs, audio)
        && videoPartTargetMs(grown + 1, frameMs) <= MAX_PART_GROWTH * part.toMillis()) {
      grown++;
    }
    if (isRegular(grown * frameMs, audio)) {
      videoMs = videoPartTargetMs(grown, frameMs);
    }
    return new Promises(targetDurationS, videoMs, audioPartTargetMs(videoMs, audio));
  }

  /** Promises for audio alone: every part has the same number of frames. */
  public static Promises ofAudio(Duration segment, Duration part, AudioFrame audio) {
    double frameMs = 1_000.0 * audio.samples() / audio.sampleRateHz();
    long frames = Math.max(1, Math.round(part.toMillis() / frameMs));
    return new Promises(
        targetDurationS(segment, segment.toMillis()), ceilMillis(frames * frameMs), 0);
  }

  /** PART-HOLD-BACK, the same in every rendition (§4.4.3.8). */
  public int partHoldBackMs() {
    return HOLD_BACK_PARTS * Math.max(leaderPartTargetMs, audioPartTargetMs);
  }

  /** HOLD-BACK for players that use no parts. */
  public int holdBackS() {
    return HOLD_BACK_SEGMENTS * targetDurationS;
  }

  private static int targetDurationS(Duration segment, long groupMs) {
    long group = groupMs == 0 ? MAX_TARGET_DURATION_S : ceilSeconds(groupMs - GROUP_TOLERANCE_MS);
    long clamped = Math.min(Math.max(group, MIN_TARGET_DURATION_S), MAX_TARGET_DURATION_S);
    return (int) Math.max(clamped, ceilSeconds(segment.toMillis()));
  }

  private static long ceilSeconds(long millis) {
    return (millis + 999) / 1_000;
  }

  private static int videoPartTargetMs(long frames, double frameMs) {
    return ceilMillis(frames * frameMs + ROUNDING_MS);
  }

  private static int ceilMillis(double millis) {
    return (int) Math.ceil(millis - 1e-6);
  }

  /** An audio part that follows a video part has at most this many frames. */
  private static long mostAudioFrames(int videoPartTargetMs, AudioFrame audio) {
    long samples = (long) videoPartTargetMs * audio.sampleRateHz();
    return (samples + audio.samples() * 1_000 - 1) / (audio.samples() * 1_000);
  }

  private static int audioPartTargetMs(int videoPartTargetMs, AudioFrame audio) {
    long samples = mostAudioFrames(videoPartTargetMs, audio) * audio.samples();
    return (int) ((samples * 1_000 + audio.sampleRateHz() - 1) / audio.sampleRateHz());
  }

  private static boolean isRegular(double videoPartMs, AudioFrame audio) {
    int videoTargetMs = ceilMillis(videoPartMs + ROUNDING_MS);
    double frameMs = 1_000.0 * audio.samples() / audio.sampleRateHz();
    double shortestMs = Math.floor((videoPartMs - ROUNDING_MS) / frameMs) * frameMs;
    return shortestMs * 100
        >= (double) CutClock.REGULAR_PERCENT * audioPartTargetMs(videoTargetMs, audio);
  }
}
