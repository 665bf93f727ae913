/**
 * The configuration: YAML read into records, one per area. A key is its record component in
 * kebab-case. What is unknown, of the wrong type or out of range is refused in one line that names
 * file and line.
 *
 * <p>Thread: the starting thread. May depend on the configuration records of {@code rtmp}, {@code
 * hls.origin}, {@code media.hub}, {@code server.http} and {@code server.pull}, and on Jackson.
 */
@NullMarked
package io.headrace.server.config;

import org.jspecify.annotations.NullMarked;
