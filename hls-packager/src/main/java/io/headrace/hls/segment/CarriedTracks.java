package io.headrace.hls.segment;

import io.headrace.media.codec.AudioConfig;
import io.headrace.media.codec.CodecConfig;
import io.headrace.media.codec.Mp3Config;
import io.headrace.media.codec.OpaqueConfig;
import io.headrace.media.codec.VideoConfig;
import io.headrace.media.frame.Track;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What of a publication HLS carries: its first video and its first audio track in a codec that it
 * can carry.
 *
 * @param video the video track, or null
 * @param audio the audio track, or null
 * @param leftOut for people: each kind and codec that HLS cannot carry, and why
 */
public record CarriedTracks(@Nullable Track video, @Nullable Track audio, List<String> leftOut) {
  public static final CarriedTracks NONE = new CarriedTracks(null, null, List.of());

  /** Chooses among {@code tracks}. */
  public static CarriedTracks of(List<Track> tracks) {
    Track video = null;
    Track audio = null;
    List<String> leftOut = new ArrayList<>();
    for (Track track : tracks) {
      CodecConfig codec = track.codec();
      if (codec instanceof OpaqueConfig opaque) {
        leaveOut(track, opaque.name(), leftOut);
      } else if (codec instanceof Mp3Config) {
        // MP4 could, but no browser takes it there.
        leaveOut(track, "MP3", leftOut);
      } else if (codec instanceof VideoConfig && video == null) {
        video = track;
      } else if (codec instanceof AudioConfig && audio == null) {
        audio = track;
      }
    }
    return new CarriedTracks(video, audio, List.copyOf(leftOut));
  }

  /** Whether nothing is left. */
  public boolean isEmpty() {
    return video == null && audio == null;
  }

  private static void leaveOut(Track track, String codec, List<String> leftOut) {
    String kind = track.kind().name().toLowerCase(Locale.ROOT);
    String reason = kind + ": " + codec + " cannot be carried by HLS";
    if (!leftOut.contains(reason)) {
      leftOut.add(reason);
    }
  }
}
