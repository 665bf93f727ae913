package io.headrace.rtmp.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.headrace.rtmp.amf.AmfLimits;
import io.headrace.rtmp.chunk.ChunkLimits;
import io.headrace.rtmp.session.SessionLimits;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectionGateTest {
  private final ConnectionGate gate =
      new ConnectionGate(
          new RtmpConfig(
              3,
              2,
              RtmpConfig.LOOPBACK,
              SessionLimits.DEFAULT,
              ChunkLimits.DEFAULT,
              AmfLimits.DEFAULT));

  @ParameterizedTest
  @CsvSource({"192.0.2.1, 192.0.2.1, 192.0.2.2", "2001:db8::1, 2001:db8::2, 2001:db8:0:1::1"})
  void countsByAddressOrNetworkAndForgetsWhoLeft(String one, String same, String other)
      throws UnknownHostException {
    assertNull(enter(one));
    assertNull(enter(same));
    assertNotNull(enter(one), "a third of one address");
    assertNull(enter(other));
    assertNotNull(enter("127.0.0.1"), "a fourth in all");
    assertEquals(3, gate.connections());

    gate.leave(InetAddress.getByName(same));
    assertNull(enter(one));
  }

  @Test
  void exemptNetworksHaveNoLimitOfTheirOwn() throws UnknownHostException {
    for (int i = 0; i < 3; i++) {
      assertNull(enter("127.0.0.1"));
    }
    assertNotNull(enter("127.0.0.1"));
  }

  private @Nullable String enter(String address) throws UnknownHostException {
    return gate.enter(InetAddress.getByName(address));
  }
}
