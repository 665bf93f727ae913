package io.headrace.rtmp.netty;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.Arrays;

/**
 * An IPv4 or IPv6 network.
 *
 * @param address its address, 4 or 16 bytes
 * @param prefixBits how many of its bits count
 */
record Network(byte[] address, int prefixBits) {
  /**
   * @param key the configuration key, for the message
   * @throws IllegalArgumentException unless {@code text} is {@code address/bits}
   */
  static Network parse(String key, String text) {
    int slash = text.indexOf('/');
    byte[] address =
        slash < 0 ? null : NetUtil.createByteArrayFromIpAddressString(text.substring(0, slash));
    String bits = text.substring(slash + 1);
    if (address == null || !bits.matches("[0-9]{1,3}")) {
      throw new IllegalArgumentException(key + ": " + text + " (expected: address/bits)");
    }
    int prefixBits = Integer.parseInt(bits);
    if (prefixBits > address.length * Byte.SIZE) {
      throw new IllegalArgumentException(
          key + ": " + text + " (expected: at most " + address.length * Byte.SIZE + " bits)");
    }
    return new Network(address, prefixBits);
  }

  boolean contains(InetAddress candidate) {
    byte[] bytes = candidate.getAddress();
    if (bytes.length != address.length) {
      return false;
    }
    int whole = prefixBits / Byte.SIZE;
    if (!Arrays.equals(bytes, 0, whole, address, 0, whole)) {
      return false;
    }
    int rest = prefixBits % Byte.SIZE;
    int mask = 0xFF << Byte.SIZE - rest & 0xFF;
    return rest == 0 || ((bytes[whole] ^ address[whole]) & mask) == 0;
  }
}
