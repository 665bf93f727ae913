package io.headrace.rtmp.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PlayConfigTest {
  private static PlayConfig config(EnhancedPlay enhanced, int softBytes, Duration stall) {
    return new PlayConfig(
        PlayStart.GOP_CACHE,
        enhanced,
        softBytes,
        Duration.ofSeconds(2),
        1 << 20,
        stall,
        1 << 20,
        100,
        1 << 10);
  }

  private static String refusal(int softBytes, Duration stall) {
    return assertThrows(
            IllegalArgumentException.class, () -> config(EnhancedPlay.AUTO, softBytes, stall))
        .getMessage();
  }

  @Test
  void refusesNonsenseAndNamesTheKey() {
    assertEquals("rtmp.play.stall: PT0S (expected: > 0)", refusal(1, Duration.ZERO));
    assertEquals("rtmp.play.soft-backlog: 0 (expected: > 0)", refusal(0, Duration.ofSeconds(1)));
    assertEquals(
        "rtmp.play.hard-backlog: 1048576 (expected: >= rtmp.play.soft-backlog, 2097152)",
        refusal(2 << 20, Duration.ofSeconds(1)));
  }

  @Test
  void enhancedPlaySaysWhoGetsWhat() {
    Duration stall = Duration.ofSeconds(1);
    PlayStart start = PlayStart.GOP_CACHE;
    assertEquals(
        new PlayOptions(start, true, false), config(EnhancedPlay.AUTO, 1, stall).options(false));
    assertEquals(
        new PlayOptions(start, true, true), config(EnhancedPlay.AUTO, 1, stall).options(true));
    assertEquals(
        new PlayOptions(start, true, true), config(EnhancedPlay.ALWAYS, 1, stall).options(false));
    assertEquals(
        new PlayOptions(start, false, false), config(EnhancedPlay.NEVER, 1, stall).options(true));
  }
}
