/**
 * RTMP on sockets: {@link io.headrace.rtmp.netty.RtmpServer} listens, a handler per connection
 * moves bytes and time between Netty, the session and the hub. Nothing of the protocol is decided
 * here.
 *
 * <p>Thread: the connection's event loop, unless stated otherwise. May depend on {@code session},
 * {@code chunk}, {@code amf}, media-core's hub and Netty.
 */
@NullMarked
package io.headrace.rtmp.netty;

import org.jspecify.annotations.NullMarked;
