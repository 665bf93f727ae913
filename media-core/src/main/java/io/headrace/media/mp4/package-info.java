/**
 * Fragmented MP4 as CMAF wants it (ISO/IEC 14496-12, 14496-14, 14496-15, 23000-19 with brands
 * {@code cmfc} and {@code cmf2}; other codecs by their own bindings): one track, one initialization
 * section, fragments of one {@code moof} and one {@code mdat}. Boxes are written in place, sizes
 * are patched back.
 *
 * <p>Thread: one at a time. May depend on {@code codec}, {@code frame} and Netty's buffer.
 */
@NullMarked
package io.headrace.media.mp4;

import org.jspecify.annotations.NullMarked;
