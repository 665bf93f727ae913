/**
 * Answers what a player asks for, from immutable snapshots: {@code resolve(request) -> Ready | Wait
 * | Missing | Refused}. Knows HLS (RFC 8216bis), not HTTP.
 *
 * <p>Thread: {@code resolve} any; snapshots are made on the stream's home loop.
 */
@NullMarked
package io.headrace.hls.origin;

import org.jspecify.annotations.NullMarked;
