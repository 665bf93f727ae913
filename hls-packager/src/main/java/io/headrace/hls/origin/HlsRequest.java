package io.headrace.hls.origin;

import io.headrace.media.hub.StreamPath;
import org.jspecify.annotations.Nullable;

/**
 * What a player asks for.
 *
 * @param path the stream
 * @param generation the generation named in the URL, or null for the multivariant playlist
 * @param file the last part of the URL, such as {@code index.m3u8} or {@code video.m3u8}
 * @param directives the delivery directives of the query
 */
public record HlsRequest(
    StreamPath path, @Nullable String generation, String file, Directives directives) {

  /**
   * The query's delivery directives, RFC 8216bis §6.2.5, as written: whether they are well-formed
   * is for the origin to say.
   *
   * @param msn {@code _HLS_msn}, or null where absent
   * @param part {@code _HLS_part}, or null where absent
   * @param skip {@code _HLS_skip}, or null where absent
   */
  public record Directives(@Nullable String msn, @Nullable String part, @Nullable String skip) {
    public static final Directives NONE = new Directives(null, null, null);
  }
}
