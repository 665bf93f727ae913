package io.headrace.rtmp.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.headrace.media.peer.NetworkList;
import org.junit.jupiter.api.Test;

class RtmpConfigTest {
  @Test
  void refusesNonsense() {
    RtmpConfig good = RtmpConfig.DEFAULT;

    IllegalArgumentException thrown =
        assertThrows(
            IllegalArgumentException.class, () -> good.withConnections(0, 1, NetworkList.NONE));

    assertEquals("rtmp.max-connections: 0 (expected: > 0)", thrown.getMessage());
  }
}
