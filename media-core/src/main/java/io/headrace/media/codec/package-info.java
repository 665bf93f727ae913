/**
 * Decoder configurations and what is read from them, and the one form that frames have here: AVC
 * and HEVC (ISO/IEC 14496-15 §5.3.3, §8.3.3, ITU-T H.264 §7.3.2.1, H.265 §7.3.2.2), AV1
 * (specification §5.5 and its binding to MP4), VP9 (bitstream specification §6.2 and its binding),
 * AAC (ISO/IEC 14496-3 §1.6.2), MP3 (ISO/IEC 11172-3 §2.4), Opus (RFC 6716, 7845), FLAC (RFC 9639),
 * AC-3 and E-AC-3 (ETSI TS 102 366). Codec strings follow RFC 6381.
 *
 * <p>Thread: any; everything here is immutable or stateless. May depend on {@code bits} and Netty's
 * buffer.
 */
@NullMarked
package io.headrace.media.codec;

import org.jspecify.annotations.NullMarked;
