/**
 * An RTMP connection from the first byte to the last frame, without channel, executor or clock:
 * {@link io.headrace.rtmp.session.RtmpServerSession} takes bytes and time and gives answers and
 * events to a {@link io.headrace.rtmp.session.SessionOutput}; {@link
 * io.headrace.rtmp.session.RtmpClientSession} does the same for our connections to other servers;
 * {@link io.headrace.rtmp.session.MediaIngest} makes frames of FLV bodies for both.
 *
 * <p>Specification: Adobe RTMP 1.0 §7, and what OBS, ffmpeg, GStreamer and hardware encoders really
 * do. Thread: the connection's loop. May depend on {@code handshake, chunk, message, amf} and on
 * media-core.
 */
@NullMarked
package io.headrace.rtmp.session;

import org.jspecify.annotations.NullMarked;
