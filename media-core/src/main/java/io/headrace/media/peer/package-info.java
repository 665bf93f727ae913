/**
 * Whom a server lets in: networks in CIDR notation (RFC 4632) and limits on connections, the same
 * for every protocol.
 *
 * <p>Thread: any. May depend on Netty's address parser.
 */
@NullMarked
package io.headrace.media.peer;

import org.jspecify.annotations.NullMarked;
