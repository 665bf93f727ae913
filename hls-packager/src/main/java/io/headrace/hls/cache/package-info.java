/**
 * The media bytes of one stream in direct memory: {@link io.headrace.hls.cache.SlabCache} hands out
 * {@link io.headrace.hls.cache.CachedBytes} from slabs that are freed whole.
 *
 * <p>Thread: the stream's home loop allocates and releases; any thread may pin. May depend on
 * {@code media.buffer} and Netty's buffer.
 */
@NullMarked
package io.headrace.hls.cache;

import org.jspecify.annotations.NullMarked;
