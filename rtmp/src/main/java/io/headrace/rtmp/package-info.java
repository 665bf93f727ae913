/**
 * What every part of the RTMP module shares: {@link io.headrace.rtmp.RtmpException} and {@link
 * io.headrace.rtmp.RateLimit}.
 *
 * <p>Specification: Adobe RTMP 1.0. Thread: any. May depend on the JDK only.
 */
@NullMarked
package io.headrace.rtmp;

import org.jspecify.annotations.NullMarked;
