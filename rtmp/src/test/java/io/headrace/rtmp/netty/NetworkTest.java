package io.headrace.rtmp.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkTest {
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
    assertEquals(contained, Network.parse("key", network).contains(InetAddress.getByName(address)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "10.0.0.1", "10.0.0.0/33", "host/8", "::1/129", "10.0.0.0/x", "/8"})
  void refusesWhatIsNoNetwork(String text) {
    assertThrows(IllegalArgumentException.class, () -> Network.parse("key", text));
  }

  @Test
  void theConfigurationRefusesNonsense() {
    RtmpConfig good = RtmpConfig.DEFAULT;

    IllegalArgumentException thrown =
        assertThrows(
            IllegalArgumentException.class,
            () -> new RtmpConfig(1, 1, List.of("lan"), good.session(), good.chunks(), good.amf()));

    assertEquals("rtmp.exempt-networks: lan (expected: address/bits)", thrown.getMessage());
    assertThrows(
        IllegalArgumentException.class,
        () -> new RtmpConfig(0, 1, List.of(), good.session(), good.chunks(), good.amf()));
  }
}
