/**
 * The command line: {@code headrace serve}, {@code demo}, {@code version}. Says what is wrong in
 * one line; exits with 2 for wrong usage or configuration and with 1 when something cannot be done.
 *
 * <p>Thread: the main thread. May depend on {@code server}, {@code server.config} and picocli.
 */
@NullMarked
package io.headrace.cli;

import org.jspecify.annotations.NullMarked;
