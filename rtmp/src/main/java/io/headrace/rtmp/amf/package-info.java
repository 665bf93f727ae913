/**
 * AMF0 values and their bytes, Adobe Action Message Format AMF 0, with limits against hostile
 * input. Scalars behind the AVM+ marker (AMF 3) are understood too.
 *
 * <p>Thread: any; nothing is shared. May depend on Netty's buffer.
 */
@NullMarked
package io.headrace.rtmp.amf;

import org.jspecify.annotations.NullMarked;
