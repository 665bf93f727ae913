/**
 * JMH benchmarks of the way of a frame. Each states in its documentation what is expected before it
 * is run; all of them work on frames that are made anew, never on the same object twice.
 *
 * <p>Thread: JMH's. May depend on everything.
 */
@NullMarked
package io.headrace.bench.jmh;

import org.jspecify.annotations.NullMarked;
