/**
 * The chunk stream, Adobe RTMP 1.0 §5.3: messages from chunks and chunks from messages. No channel,
 * no clock.
 *
 * <p>Thread: the connection's loop. May depend on {@code message}, {@code io.headrace.rtmp}, {@code
 * io.headrace.media.buffer}, Agrona and Netty's buffer.
 */
@NullMarked
package io.headrace.rtmp.chunk;

import org.jspecify.annotations.NullMarked;
