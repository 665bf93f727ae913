/**
 * From frames to parts and segments: {@link io.headrace.hls.segment.Packager} takes the frames of
 * one stream, keeps them until the open part ends, and writes CMAF fragments into the cache (RFC
 * 8216bis §3.1.2, §3.2; ISO/IEC 23000-19 §7.3). What it has made is read as immutable {@link
 * io.headrace.hls.segment.RenditionView}s.
 *
 * <p>Thread: the stream's home loop; views and what they hold may be read from any. Reads no clock:
 * time is an argument. May depend on {@code cut}, {@code cache}, {@code media.frame}, {@code
 * media.mp4} and {@code media.buffer}.
 */
@NullMarked
package io.headrace.hls.segment;

import org.jspecify.annotations.NullMarked;
