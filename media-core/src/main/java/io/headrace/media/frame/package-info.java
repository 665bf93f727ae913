/**
 * The unit that travels from a protocol session to every consumer: a {@link
 * io.headrace.media.frame.MediaFrame} of a {@link io.headrace.media.frame.Track}.
 *
 * <p>Thread: frames are immutable and may be read from any thread that holds a count of them. May
 * depend on {@code codec} and Netty's buffer.
 */
@NullMarked
package io.headrace.media.frame;

import org.jspecify.annotations.NullMarked;
