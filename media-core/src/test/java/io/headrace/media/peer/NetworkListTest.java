package io.headrace.media.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkListTest {
  @ParameterizedTest
  @CsvSource({
    "127.0.0.0/8, 127.1.2.3, true",
    "127.0.0.0/8, 128.0.0.1, false",
    "10.1.2.128/25, 10.1.2.200, true",
    "10.1.2.128/25, 10.1.2.127, false",
    "0.0.0.0/0, 8.8.8.8, true",
    "0.0.0.0/0, ::1, false",
    "::1/128, ::1, true",
    "::1/128, ::2, false",
    "fe80::/10, febf::1, true",
    "fe80::/10, fec0::1, false"
  })
  void containsTheAddressesOfItsPrefix(String network, String address, boolean contained)
      throws UnknownHostException {
    NetworkList networks = NetworkList.parse(List.of(network));

    assertEquals(contained, networks.contains(InetAddress.getByName(address)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "10.0.0.1", "10.0.0.0/33", "host/8", "::1/129", "10.0.0.0/x", "/8"})
  void refusesWhatIsNoNetwork(String text) {
    assertThrows(IllegalArgumentException.class, () -> NetworkList.parse(List.of(text)));
  }

  @Test
  void saysWhatIsNoNetwork() {
    IllegalArgumentException thrown =
        assertThrows(
            IllegalArgumentException.class, () -> NetworkList.parse(List.of("::1/128", "lan")));

    assertEquals("'lan' is not a network (expected: like 10.0.0.0/8)", thrown.getMessage());
  }
}
