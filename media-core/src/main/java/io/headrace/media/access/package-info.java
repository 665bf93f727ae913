/**
 * Who may publish and play what: the question that protocol sessions ask, and the answer, which may
 * take time.
 *
 * <p>Thread: see {@link io.headrace.media.access.Authoriser}; the rest is immutable. May depend on
 * {@code hub}.
 */
@NullMarked
package io.headrace.media.access;

import org.jspecify.annotations.NullMarked;
