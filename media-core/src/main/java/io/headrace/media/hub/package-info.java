/**
 * The hub: who publishes what, and who receives it. A {@link io.headrace.media.hub.LiveStream}
 * lives on its home loop; {@link io.headrace.media.hub.Publication}s bring frames from their own
 * loop and {@link io.headrace.media.hub.Subscription}s carry them to others.
 *
 * <p>Thread: stated on each method. No clocks or executors of its own: time and tasks go through
 * {@link io.headrace.media.hub.Loop}. May depend on {@code frame}, {@code codec}, {@code buffer},
 * JCTools, and Netty's buffer and executor interfaces.
 */
@NullMarked
package io.headrace.media.hub;

import org.jspecify.annotations.NullMarked;
