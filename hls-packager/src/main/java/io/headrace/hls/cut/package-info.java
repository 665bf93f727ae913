/**
 * Where segments and parts begin: {@link io.headrace.hls.cut.CutClock} decides frame by frame, and
 * {@link io.headrace.hls.cut.Promises} fixes what a playlist declares for its whole life (RFC
 * 8216bis §4.4.3, §4.4.4.9).
 *
 * <p>Thread: the stream's home loop; pure arithmetic on media time. May depend on the JDK only.
 */
@NullMarked
package io.headrace.hls.cut;

import org.jspecify.annotations.NullMarked;
