/**
 * FLV: the bodies of audio and video tags, which are also those of RTMP messages, read by {@link
 * io.headrace.media.flv.TagReader} and written by {@link io.headrace.media.flv.TagWriter}, and
 * files of them (Adobe Flash Video File Format Specification 10.1, annex E; Enhanced RTMP v2).
 *
 * <p>Thread: one at a time. May depend on {@code codec, frame} and Netty's buffer.
 */
@NullMarked
package io.headrace.media.flv;

import org.jspecify.annotations.NullMarked;
