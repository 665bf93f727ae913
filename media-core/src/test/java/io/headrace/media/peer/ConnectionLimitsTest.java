package io.headrace.media.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConnectionLimitsTest {
  @Test
  void aRefusedConnectionIsNotCounted() throws UnknownHostException {
    ConnectionLimits limits = new ConnectionLimits(2, 1, NetworkList.NONE);

    assertNull(limits.tryAdd(address("192.0.2.1")));
    assertEquals(ConnectionLimits.Breach.OF_ADDRESS, limits.tryAdd(address("192.0.2.1")));
    assertNull(limits.tryAdd(address("192.0.2.2")));
    assertEquals(ConnectionLimits.Breach.IN_ALL, limits.tryAdd(address("192.0.2.3")));
    assertEquals(2, limits.connections());

    limits.remove(address("192.0.2.1"));
    assertNull(limits.tryAdd(address("192.0.2.1")));
  }

  @Test
  void oneIpv6HostIsItsNetworkOf64Bits() throws UnknownHostException {
    ConnectionLimits limits = new ConnectionLimits(10, 1, NetworkList.NONE);

    assertNull(limits.tryAdd(address("2001:db8:1:2::1")));
    assertEquals(ConnectionLimits.Breach.OF_ADDRESS, limits.tryAdd(address("2001:db8:1:2::2")));
    assertNull(limits.tryAdd(address("2001:db8:1:3::1")));
  }

  @Test
  void exemptNetworksHaveOnlyTheLimitInAll() throws UnknownHostException {
    ConnectionLimits limits =
        new ConnectionLimits(2, 1, NetworkList.parse(List.of("192.0.2.0/24")));

    assertNull(limits.tryAdd(address("192.0.2.1")));
    assertNull(limits.tryAdd(address("192.0.2.1")));
    assertEquals(ConnectionLimits.Breach.IN_ALL, limits.tryAdd(address("192.0.2.1")));
  }

  private static InetAddress address(String literal) throws UnknownHostException {
    return InetAddress.getByName(literal);
  }
}
