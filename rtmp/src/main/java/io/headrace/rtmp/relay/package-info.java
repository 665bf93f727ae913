/**
 * Playing: how the frames of one stream reach the many RTMP players of one event loop. A {@link
 * io.headrace.rtmp.relay.PlayRelay} chunks each batch of frames once, into one buffer, and all
 * ordinary players are given that buffer; {@link io.headrace.rtmp.relay.PlayRelays} keeps one relay
 * for each stream that is played on its loop. No channel: a player is a {@link
 * io.headrace.rtmp.relay.RelayPlayer}.
 *
 * <p>Specification: Adobe RTMP 1.0 §5.3 and §7, Enhanced RTMP v2, and what ffmpeg, rtmpdump,
 * GStreamer and VLC take. Thread: the players' loop, unless stated otherwise. May depend on {@code
 * chunk, message, amf} and on media-core.
 */
@NullMarked
package io.headrace.rtmp.relay;

import org.jspecify.annotations.NullMarked;
