/**
 * Measurements of a whole server in a process of its own: memory by the number of streams, the
 * delay from a frame to the playlist that it completes, and the fan-out to RTMP players next to
 * nginx-rtmp.
 *
 * <p>Thread: main, with generators on their loops. May depend on {@code bench.load}, {@code
 * bench.play}.
 */
@NullMarked
package io.headrace.bench.measure;

import org.jspecify.annotations.NullMarked;
