/**
 * An RTMP connection from the first byte to the last frame, without channel, executor or clock.
 * {@link io.headrace.rtmp.session.RtmpServerSession} and {@link
 * io.headrace.rtmp.session.RtmpClientSession} take bytes and time and give answers and events to a
 * {@link io.headrace.rtmp.session.SessionOutput} or {@link io.headrace.rtmp.session.ClientOutput}.
 * {@link io.headrace.rtmp.session.MediaIngest} makes frames of the audio, video and data messages
 * that are received: an {@link io.headrace.rtmp.session.IngestTrack} for each track, and {@link
 * io.headrace.rtmp.session.Discovery} until it is known which there are.
 *
 * <p>Specification: Adobe RTMP 1.0 §7, Enhanced RTMP v2, and what OBS, ffmpeg, GStreamer and
 * hardware encoders really do. Thread: the connection's loop. May depend on {@code handshake,
 * chunk, message, amf} and on media-core.
 */
@NullMarked
package io.headrace.rtmp.session;

import org.jspecify.annotations.NullMarked;
