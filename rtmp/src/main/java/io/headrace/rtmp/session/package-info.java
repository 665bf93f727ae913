/**
 * An RTMP publisher's connection from the first byte to the last frame, without channel, executor
 * or clock: {@link io.headrace.rtmp.session.RtmpServerSession} takes bytes and time and gives
 * answers and events to a {@link io.headrace.rtmp.session.SessionOutput}; {@link
 * io.headrace.rtmp.session.MediaIngest} makes frames of FLV bodies.
 *
 * <p>Specification: Adobe RTMP 1.0 §7, and what OBS, ffmpeg, GStreamer and hardware encoders really
 * do. Thread: the connection's loop. May depend on {@code handshake, chunk, message, amf} and on
 * media-core.
 */
@NullMarked
package io.headrace.rtmp.session;

import org.jspecify.annotations.NullMarked;
