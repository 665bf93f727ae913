/**
 * The demo's source: a test picture with a machine-readable clock and a beep and flash each second,
 * drawn here and published over RTMP by the {@code ffmpeg} program as a child process.
 *
 * <p>Specification: Matroska (RFC 9559) for the pipe to the program. Thread: the feed has its own;
 * all else belongs to the caller. May depend on: the JDK and slf4j only.
 */
@NullMarked
package io.headrace.cli.demo;

import org.jspecify.annotations.NullMarked;
