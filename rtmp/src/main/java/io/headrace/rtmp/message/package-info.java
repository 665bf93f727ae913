/**
 * What travels in chunks: message types, protocol control and user control (Adobe RTMP 1.0 §5.4,
 * §6.2, §7.1.7), commands and data messages as AMF0 values.
 *
 * <p>Thread: any. May depend on {@code amf}, {@code io.headrace.rtmp} and Netty's buffer.
 */
@NullMarked
package io.headrace.rtmp.message;

import org.jspecify.annotations.NullMarked;
