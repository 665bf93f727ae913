package io.headrace.media.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConnectionLimitsTest {
  private static final long NOW_NS = 5;
  private static final long SECOND_NS = 1_000_000_000;

  @Test
  void oneAddressConnectsSoManyTimesInASecond() throws UnknownHostException {
    ConnectionLimits limits = new ConnectionLimits(10, 10, 2, NetworkList.NONE);
    InetAddress busy = address("192.0.2.1");

    for (int i = 0; i < 2; i++) {
      assertNull(limits.tryAdd(busy, NOW_NS));
      limits.remove(busy);
    }
    assertEquals(ConnectionLimits.Breach.TOO_OFTEN, limits.tryAdd(busy, NOW_NS + SECOND_NS - 1));
    assertNull(limits.tryAdd(address("192.0.2.2"), NOW_NS + SECOND_NS - 1));
    assertNull(limits.tryAdd(busy, NOW_NS + SECOND_NS));
    assertEquals(2, limits.connections());
  }

  @Test
  void aRefusedConnectionIsNotCounted() throws UnknownHostException {
    ConnectionLimits limits =
        new ConnectionLimits(2, 1, ConnectionLimits.ANY_RATE, NetworkList.NONE);

    assertNull(limits.tryAdd(address("192.0.2.1"), NOW_NS));
    assertEquals(ConnectionLimits.Breach.OF_ADDRESS, limits.tryAdd(address("192.0.2.1"), NOW_NS));
    assertNull(limits.tryAdd(address("192.0.2.2"), NOW_NS));
    assertEquals(ConnectionLimits.Breach.IN_ALL, limits.tryAdd(address("192.0.2.3"), NOW_NS));
    assertEquals(2, limits.connections());

    limits.remove(address("192.0.2.1"));
    assertNull(limits.tryAdd(address("192.0.2.1"), NOW_NS));
  }

  @Test
  void oneIpv6HostIsItsNetworkOf64Bits() throws UnknownHostException {
    ConnectionLimits limits =
        new ConnectionLimits(10, 1, ConnectionLimits.ANY_RATE, NetworkList.NONE);

    assertNull(limits.tryAdd(address("2001:db8:1:2::1"), NOW_NS));
    assertEquals(
        ConnectionLimits.Breach.OF_ADDRESS, limits.tryAdd(address("2001:db8:1:2::2"), NOW_NS));
    assertNull(limits.tryAdd(address("2001:db8:1:3::1"), NOW_NS));
  }

  @Test
  void exemptNetworksHaveOnlyTheLimitInAll() throws UnknownHostException {
    ConnectionLimits limits =
        new ConnectionLimits(
            2, 1, ConnectionLimits.ANY_RATE, NetworkList.parse(List.of("192.0.2.0/24")));

    assertNull(limits.tryAdd(address("192.0.2.1"), NOW_NS));
    assertNull(limits.tryAdd(address("192.0.2.1"), NOW_NS));
    assertEquals(ConnectionLimits.Breach.IN_ALL, limits.tryAdd(address("192.0.2.1"), NOW_NS));
  }

  private static InetAddress address(String literal) throws UnknownHostException {
    return InetAddress.getByName(literal);
  }
}
