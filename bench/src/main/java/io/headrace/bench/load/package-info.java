/**
 * Load generators: RTMP publishers that replay an FLV in real time ({@link
 * io.headrace.bench.load.PublisherLoad}) and LL-HLS players that check what they receive ({@link
 * io.headrace.bench.load.PlayerLoad}). Real protocol clients over sockets, in a process of their
 * own. The publishers are the server's own client ({@link io.headrace.rtmp.netty.RtmpClient}).
 *
 * <p>Specification: Adobe RTMP 1.0; RFC 8216bis. Thread: every publisher and player lives on one
 * loop. May depend on {@code rtmp.netty}, {@code rtmp.session}, {@code media.flv}, Netty,
 * HdrHistogram.
 */
@NullMarked
package io.headrace.bench.load;

import org.jspecify.annotations.NullMarked;
