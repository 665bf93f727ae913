/**
 * HTTP/1.1 delivery on Netty (RFC 9110, RFC 9112): playlists, parts and segments, pages and the
 * public list of streams. Knows HTTP and nothing about media: what a request stands for is decided
 * by an {@link io.headrace.server.http.Origin}, which this package asks, and asks again when told
 * that something changed.
 *
 * <p>Thread: a connection and all it waits for live on one delivery loop. Nothing here blocks,
 * sleeps or reads files. May depend on {@code hls.origin}, {@code media.hub.StreamPath}, Netty and
 * Jackson.
 */
@NullMarked
package io.headrace.server.http;

import org.jspecify.annotations.NullMarked;
