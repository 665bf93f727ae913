/**
 * Text of media and multivariant playlists (RFC 8216bis §4), rendered once per version from
 * immutable views.
 *
 * <p>Thread: one at a time per writer, the stream's home loop. May depend on {@code segment},
 * {@code cut}, {@code media.codec} and Netty's buffer.
 */
@NullMarked
package io.headrace.hls.playlist;

import org.jspecify.annotations.NullMarked;
