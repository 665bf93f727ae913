/**
 * RTMP on sockets: {@link io.headrace.rtmp.netty.RtmpServer} listens, {@link
 * io.headrace.rtmp.netty.RtmpClient} connects to others, {@link io.headrace.rtmp.netty.RtmpPull}
 * publishes here what it plays there. A handler per connection moves bytes and time between Netty,
 * the session and the hub. Nothing of the protocol is decided here.
 *
 * <p>Thread: the connection's event loop, unless stated otherwise. May depend on {@code session},
 * {@code chunk}, {@code amf}, media-core's hub and Netty.
 */
@NullMarked
package io.headrace.rtmp.netty;

import org.jspecify.annotations.NullMarked;
