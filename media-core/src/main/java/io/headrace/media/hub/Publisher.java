package io.headrace.media.hub;

/**
 * Who asks to publish, for takeover decisions and logs.
 *
 * @param protocol such as {@code rtmp}
 * @param address the peer's IP address without port, the identity for takeover where there is no
 *     key
 * @param peer the peer for logs, with port
 */
public record Publisher(String protocol, String address, String peer) {}
