/**
 * Sources: streams that this server fetches from others by RTMP, all the time or when somebody asks
 * for them ({@link io.headrace.server.pull.PullSources}). When to try, when to try again and when
 * to stop is decided here; how it is done is {@code rtmp.netty}'s business.
 *
 * <p>Thread: each source lives on one ingest loop. May depend on {@code rtmp.netty}, {@code
 * rtmp.session}, {@code hls.origin}, {@code media.hub} and Netty.
 */
@NullMarked
package io.headrace.server.pull;

import org.jspecify.annotations.NullMarked;
