package io.headrace.rtmp.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.headrace.media.hub.Loop;
import io.headrace.rtmp.netty.PeerLog.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PeerLogTest {
  private static final long SECOND_NS = 1_000_000_000;

  private final List<String> lines = new ArrayList<>();
  private final PeerLog log = new PeerLog(lines::add);
  private final OneTimerLoop loop = new OneTimerLoop();

  @Test
  void saysWhatIsRare() {
    for (int i = 0; i < 100; i++) {
      say(1);
      loop.pass(SECOND_NS / PeerLog.LINES_PER_SECOND + 1);
    }
    assertEquals(100, lines.size());
  }

  @Test
  void countsWhatComesTooOften() {
    say(1_000);
    assertEquals(PeerLog.LINES_PER_SECOND, lines.size());

    loop.pass(SECOND_NS);
    assertEquals(PeerLog.LINES_PER_SECOND + 1, lines.size());
    assertEquals("… and 990 more RTMP connections closed by us", lines.get(lines.size() - 1));

    say(1);
    assertEquals("line", lines.get(lines.size() - 1));
  }

  @Test
  void oneKindLeavesRoomForOthers() {
    say(1_000);
    log.warn(Kind.REFUSED, loop, "refused");

    assertEquals("refused", lines.get(lines.size() - 1));
  }

  private void say(int times) {
    for (int i = 0; i < times; i++) {
      log.warn(Kind.CLOSED, loop, "line");
    }
  }

  /** Time that passes when told to. */
  private static final class OneTimerLoop implements Loop {
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private long dueNs;
    private long nowNs = -7;

    void pass(long ns) {
      nowNs += ns;
      if (nowNs - dueNs >= 0 && !tasks.isEmpty()) {
        tasks.remove().run();
      }
    }

    @Override
    public boolean inLoop() {
      return true;
    }

    @Override
    public void post(Runnable task) {
      throw new AssertionError("nothing is posted");
    }

    @Override
    public Timer schedule(Runnable task, long delayNs) {
      assertEquals(0, tasks.size(), "one timer at a time");
      tasks.add(task);
      dueNs = nowNs + delayNs;
      return tasks::clear;
    }

    @Override
    public long nowNs() {
      return nowNs;
    }
  }
}
