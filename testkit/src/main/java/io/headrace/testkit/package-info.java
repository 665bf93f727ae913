/**
 * What tests share: {@link io.headrace.testkit.Feed} (the same bytes whole, byte by byte and in
 * seeded splits), {@link io.headrace.testkit.Golden} (text dumps kept as files), {@link
 * io.headrace.testkit.ManualClock}, {@link io.headrace.testkit.LeakCheck}, hostile peers ({@link
 * io.headrace.testkit.BadPeer}) and the {@link io.headrace.testkit.Canary}, the healthy stream that
 * must not notice them.
 *
 * <p>Real clients (ffmpeg, OBS, GStreamer, Chromium) are run by the Node package {@code e2e}.
 * Thread: stated on each type. May depend on Netty's buffers, JUnit and the JDK, and on no module
 * of ours.
 */
@NullMarked
package io.headrace.testkit;

import org.jspecify.annotations.NullMarked;
