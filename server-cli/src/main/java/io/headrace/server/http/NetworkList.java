package io.headrace.server.http;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/** IP networks in CIDR notation, such as {@code 10.0.0.0/8} or {@code fd00::/8}. */
public final class NetworkList {
  public static final NetworkList LOOPBACK = parse(List.of("127.0.0.0/8", "::1/128"));

  private final List<String> networks;
  private final List<IpSubnetFilterRule> rules;

  private NetworkList(List<String> networks, List<IpSubnetFilterRule> rules) {
    this.networks = networks;
    this.rules = rules;
  }

  /**
   * @throws IllegalArgumentException with one line that names the faulty network
   */
  public static NetworkList parse(List<String> networks) {
    List<IpSubnetFilterRule> rules = new ArrayList<>();
    for (String network : networks) {
      rules.add(rule(network));
    }
    return new NetworkList(List.copyOf(networks), rules);
  }

  /** Whether {@code address} lies in one of them. */
  boolean contains(InetSocketAddress address) {
    for (IpSubnetFilterRule rule : rules) {
      if (rule.matches(address)) {
        return true;
      }
    }
    return false;
  }

  private static IpSubnetFilterRule rule(String network) {
    int slash = network.indexOf('/');
    try {
      String address = network.substring(0, slash);
      int prefixBits = Integer.parseInt(network.substring(slash + 1));
      // Only literal addresses: a name here would be looked up.
      if (address.matches("[0-9A-Fa-f:.]+") && address.matches(".*[.:].*")) {
        return new IpSubnetFilterRule(address, prefixBits, IpFilterRuleType.ACCEPT);
      }
    } catch (RuntimeException e) {
      throw notANetwork(network, e);
    }
    throw notANetwork(network, null);
  }

  private static IllegalArgumentException notANetwork(
      String network, @org.jspecify.annotations.Nullable Throwable cause) {
    return new IllegalArgumentException(
        "'" + network + "' is not a network (expected: like 10.0.0.0/8)", cause);
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
}
