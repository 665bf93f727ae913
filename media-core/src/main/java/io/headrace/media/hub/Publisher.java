package io.headrace.media.hub;

import org.jspecify.annotations.Nullable;

/**
 * Who asks to publish, for takeover decisions and logs.
 *
 * @param protocol such as {@code rtmp}
 * @param address the peer's IP address without port, the identity for takeover where there is no
 *     key
 * @param peer the peer for logs, with port
 * @param keyDigest what tells the publisher's stream key from others without being it; null without
 *     a key
 */
public record Publisher(String protocol, String address, String peer, @Nullable String keyDigest) {

  /** A publisher without a key. */
  public Publisher(String protocol, String address, String peer) {
    this(protocol, address, peer, null);
  }

  /** Without the digest, which is nobody's business. */
  @Override
  public String toString() {
    return protocol + " " + peer;
  }
}
