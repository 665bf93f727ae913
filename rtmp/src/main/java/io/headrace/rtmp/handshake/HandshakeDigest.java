package io.headrace.rtmp.handshake;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** HMAC-SHA256 digests of handshake packets, with the two well-known keys. */
final class HandshakeDigest {
  static final int DIGEST_BYTES = 32;
  static final int PACKET_BYTES = 1536;

  private static final byte[] TAIL =
      HexFormat.of().parseHex("F0EEC24A8068BEE82E00D0D1029E7E576EEC5D2D29806FAB93B8E636CFEB31AE");

  /** Signs what clients send. */
  static final HandshakeDigest CLIENT = new HandshakeDigest("Genuine Adobe Flash Player 001");

  /** Signs what servers send. */
  static final HandshakeDigest SERVER = new HandshakeDigest("Genuine Adobe Flash Media Server 001");

  private final byte[] key;
  private final byte[] longKey;

  private HandshakeDigest(String key) {
    this.key = key.getBytes(StandardCharsets.US_ASCII);
    this.longKey = Arrays.copyOf(this.key, this.key.length + TAIL.length);
    System.arraycopy(TAIL, 0, longKey, this.key.length, TAIL.length);
  }

  /** The layout in which {@code packet} carries a valid digest of this side, or null. */
  @Nullable DigestLayout find(byte[] packet) {
    for (DigestLayout layout : DigestLayout.values()) {
      if (MessageDigest.isEqual(digest(packet, layout), read(packet, layout))) {
        return layout;
      }
    }
    return null;
  }

  /** The digest that stands in {@code packet}. */
  static byte[] read(byte[] packet, DigestLayout layout) {
    int at = layout.digestAt(packet);
    return Arrays.copyOfRange(packet, at, at + DIGEST_BYTES);
  }

  /** Puts this side's digest into a first packet (C1 or S1). */
  void seal(byte[] packet, DigestLayout layout) {
    System.arraycopy(digest(packet, layout), 0, packet, layout.digestAt(packet), DIGEST_BYTES);
  }

  /** Signs a second packet (S2 or C2), whose last 32 bytes answer the other side's digest. */
  void answer(byte[] packet, byte[] peerDigest) {
    Mac mac = mac(hmac(longKey, peerDigest));
    mac.update(packet, 0, PACKET_BYTES - DIGEST_BYTES);
    System.arraycopy(mac.doFinal(), 0, packet, PACKET_BYTES - DIGEST_BYTES, DIGEST_BYTES);
  }

  /** HMAC over the packet without the 32 bytes where the digest stands. */
  private byte[] digest(byte[] packet, DigestLayout layout) {
    int at = layout.digestAt(packet);
    Mac mac = mac(key);
    mac.update(packet, 0, at);
    mac.update(packet, at + DIGEST_BYTES, PACKET_BYTES - at - DIGEST_BYTES);
    return mac.doFinal();
  }

  private static byte[] hmac(byte[] key, byte[] message) {
    return mac(key).doFinal(message);
  }

  private static Mac mac(byte[] key) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HmacSHA256", e);
    }
  }
}
