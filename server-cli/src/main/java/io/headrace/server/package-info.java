/**
 * One whole server: makes the event loops, the hub, the packagers and both listeners from a
 * configuration, connects them, and ends them in order.
 *
 * <p>Thread: starting and stopping block and run on a thread of the caller. May depend on all
 * modules.
 */
@NullMarked
package io.headrace.server;

import org.jspecify.annotations.NullMarked;
