/**
 * Accounting of direct memory: one {@link io.headrace.media.buffer.MemoryBudget} that GOP caches,
 * queues and segment caches draw on.
 *
 * <p>Thread: any. May depend on nothing but the JDK.
 */
@NullMarked
package io.headrace.media.buffer;

import org.jspecify.annotations.NullMarked;
