package io.headrace.server.http;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One stream as the public list shows it.
 *
 * @param path such as {@code live/name}
 * @param state the life-cycle state, {@code OFFLINE} where there is no stream
 * @param status why it can or cannot be seen just now
 * @param generation name of this generation in URLs
 * @param video the picture, when announced
 * @param audio the sound, when announced
 * @param leftOut what HLS cannot carry of it, and why, for people
 * @param sinceMs when this generation began, epoch milliseconds
 */
public record StreamInfo(
    String path,
    String state,
    String status,
    @Nullable String generation,
    @Nullable Video video,
    @Nullable Audio audio,
    List<String> leftOut,
    @Nullable Long sinceMs) {

  /**
   * @param codec RFC 6381 codec string
   * @param width in pixels
   * @param height in pixels
   * @param frameRate frames per second, where the decoder configuration states it
   */
  public record Video(String codec, int width, int height, @Nullable Double frameRate) {}

  /**
   * @param codec RFC 6381 codec string
   * @param sampleRate in Hz
   */
  public record Audio(String codec, int sampleRate, int channels) {}

  /** What is said of a path where there is no stream; {@code status} tells if there just was. */
  public static StreamInfo absent(String path, String status) {
    return new StreamInfo(path, "OFFLINE", status, null, null, null, List.of(), null);
  }
}
