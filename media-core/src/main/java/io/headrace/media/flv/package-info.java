/**
 * FLV: the bodies of audio and video tags, which are also those of RTMP messages, and files of them
 * (Adobe Flash Video File Format Specification 10.1, annex E).
 *
 * <p>Thread: one at a time. May depend on {@code codec, frame} and Netty's buffer.
 */
@NullMarked
package io.headrace.media.flv;

import org.jspecify.annotations.NullMarked;
