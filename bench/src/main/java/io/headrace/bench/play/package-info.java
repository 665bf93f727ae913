/**
 * RTMP players of a load generator ({@link io.headrace.bench.play.RtmpPlayerLoad}), which check
 * that every frame arrives and how long it took. They talk to the server through the product's
 * client session until media flows; from there on a scanner reads chunk headers and the first bytes
 * of each message, and copies nothing else: hundreds of players must not take the machine from the
 * server.
 *
 * <p>Specification: Adobe RTMP 1.0. Thread: every player lives on one loop. May depend on {@code
 * bench.load}, {@code rtmp.session}, {@code rtmp.chunk}, {@code media.flv}, Netty.
 */
@NullMarked
package io.headrace.bench.play;

import org.jspecify.annotations.NullMarked;
