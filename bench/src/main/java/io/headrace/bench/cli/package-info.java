/**
 * The command line of {@code bench/run}: benchmarks, load generators, measurements. Prints a table
 * and writes the same figures as JSON.
 *
 * <p>Thread: main. May depend on everything in this module.
 */
@NullMarked
package io.headrace.bench.cli;

import org.jspecify.annotations.NullMarked;
