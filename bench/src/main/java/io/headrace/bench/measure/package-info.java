/**
 * Measurements of a whole server in a process of its own: memory by the number of streams, and the
 * delay from a frame to the playlist that it completes.
 *
 * <p>Thread: main, with generators on their loops. May depend on {@code bench.load}.
 */
@NullMarked
package io.headrace.bench.measure;

import org.jspecify.annotations.NullMarked;
