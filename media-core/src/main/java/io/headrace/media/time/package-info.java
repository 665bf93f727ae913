/**
 * Time of a publication: one mapping from the wrapping, jumping clocks of encoders to a 64-bit
 * timeline that every track shares.
 *
 * <p>Thread: the publisher's loop. Reads no clock; time is an argument. May depend on the JDK only.
 */
@NullMarked
package io.headrace.media.time;

import org.jspecify.annotations.NullMarked;
