/**
 * Reading bit by bit: fixed-length fields, Exp-Golomb codes and the unescaping of NAL units (ITU-T
 * H.264 §7.2, §7.3.1, §9.1).
 *
 * <p>Thread: one at a time. May depend on the JDK only.
 */
@NullMarked
package io.headrace.media.bits;

import org.jspecify.annotations.NullMarked;
