package io.headrace.media.peer;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;

/** IP networks in CIDR notation, such as {@code 10.0.0.0/8} or {@code fd00::/8}. Immutable. */
public final class NetworkList {
  public static final NetworkList NONE = parse(List.of());
  public static final NetworkList LOOPBACK = parse(List.of("127.0.0.0/8", "::1/128"));

  private final List<String> networks;
  private final List<Network> parsed;

  private NetworkList(List<String> networks) {
    this.networks = List.copyOf(networks);
    this.parsed = networks.stream().map(Network::parse).toList();
  }

  /**
   * Only literal addresses are networks; no name is looked up.
   *
   * @throws IllegalArgumentException with one line that names the faulty network
   */
  public static NetworkList parse(List<String> networks) {
    return new NetworkList(networks);
  }

  /** Whether {@code address} lies in one of them. */
  public boolean contains(InetAddress address) {
    byte[] bytes = address.getAddress();
    for (Network network : parsed) {
      if (network.contains(bytes)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NetworkList list && list.networks.equals(networks);
  }

  @Override
  public int hashCode() {
    return networks.hashCode();
  }

  @Override
  public String toString() {
    return networks.toString();
  }

  /** An address of 4 or 16 bytes, and how many of its bits count. */
  private static final class Network {
    private final byte[] address;
    private final int prefixBits;

    private Network(byte[] address, int prefixBits) {
      this.address = address;
      this.prefixBits = prefixBits;
    }

    static Network parse(String text) {
      int slash = text.indexOf('/');
      String bits = text.substring(slash + 1);
      byte[] address =
          slash < 0 ? null : NetUtil.createByteArrayFromIpAddressString(text.substring(0, slash));
      if (address == null
          || !bits.matches("[0-9]{1,3}")
          || Integer.parseInt(bits) > address.length * Byte.SIZE) {
        throw new IllegalArgumentException(
            "'" + text + "' is not a network (expected: like 10.0.0.0/8)");
      }
      return new Network(address, Integer.parseInt(bits));
    }

    boolean contains(byte[] candidate) {
      if (candidate.length != address.length) {
        return false;
      }
      int whole = prefixBits / Byte.SIZE;
      if (!Arrays.equals(candidate, 0, whole, address, 0, whole)) {
        return false;
      }
      int rest = prefixBits % Byte.SIZE;
      int mask = 0xFF << Byte.SIZE - rest & 0xFF;
      return rest == 0 || ((candidate[whole] ^ address[whole]) & mask) == 0;
    }
  }
}
