/**
 * The RTMP handshake, as a server and as a client: simple (Adobe RTMP 1.0 §5.2) and with digests in
 * both layouts, as Flash players, Adobe's servers and several encoders ask for. No channel, no
 * clock.
 *
 * <p>Thread: the connection's loop. May depend on {@code io.headrace.rtmp} and Netty's buffer.
 */
@NullMarked
package io.headrace.rtmp.handshake;

import org.jspecify.annotations.NullMarked;
