/**
 * Decoder configuration records and what is read from them: AVC (ISO/IEC 14496-15 §5.3.3, ITU-T
 * H.264 §7.3.2.1) and AAC (ISO/IEC 14496-3 §1.6.2). Codec strings follow RFC 6381.
 *
 * <p>Thread: any; everything here is immutable. May depend on {@code bits} and Netty's buffer.
 */
@NullMarked
package io.headrace.media.codec;

import org.jspecify.annotations.NullMarked;
