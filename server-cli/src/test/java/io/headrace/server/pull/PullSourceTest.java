package io.headrace.server.pull;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headrace.media.hub.Loop;
import io.headrace.media.hub.StreamPath;
import io.headrace.rtmp.netty.RtmpPull;
import io.headrace.rtmp.session.ClientFailure;
import io.headrace.rtmp.session.RtmpUrl;
import io.headrace.server.pull.SourceStatus.State;
import io.headrace.testkit.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When a source tries, tries again and stops, with attempts that the test decides about. */
class PullSourceTest {
  private final ManualClock clock = new ManualClock(-5);
  private final List<RtmpPull.Listener> attempts = new ArrayList<>();
  private int stopped;
  private int raised;

  @Test
  void aSourceThatIsAlwaysWantedBeginsAtOnceAndNeverGivesUp() {
    PullSource source = started(false);
    assertEquals(1, attempts.size());
    assertEquals(State.CONNECTING, source.status().state());

    for (int i = 0; i < 10; i++) {
      last().onEnd(ClientFailure.UNREACHABLE, "no connection");
      assertEquals(State.BACK_OFF, source.status().state());
      assertEquals(ClientFailure.UNREACHABLE, source.status().lastFailure());
      passSeconds(30);
    }

    assertEquals(11, attempts.size());
    assertEquals(11, source.status().attempts());
    assertEquals(0, stopped);
  }

  @Test
  void theFirstSecondAttemptComesAfterASecond() {
    PullSource source = started(false);
    last().onLive();
    assertEquals(State.LIVE, source.status().state());
    last().onEnd(ClientFailure.REMOTE_CLOSE, "closed");

    clock.advance(Duration.ofMillis(999));
    assertEquals(1, attempts.size());
    clock.advance(Duration.ofMillis(1));
    assertEquals(2, attempts.size());
  }

  @Test
  void onDemandNothingIsTriedUntilSomebodyAsks() {
    PullSource source = started(true);
    passSeconds(100);
    assertEquals(0, attempts.size());
    assertEquals(State.IDLE, source.status().state());

    assertTrue(source.demand());

    assertEquals(1, attempts.size());
    assertTrue(source.demand());
    assertEquals(1, attempts.size());
  }

  @Test
  void onDemandItStopsWhenNobodyHasAskedForTheLingerTime() {
    PullSource source = started(true);
    source.demand();
    last().onLive();
    for (int i = 0; i < 60; i++) {
      passSeconds(1);
      source.demand();
    }
    assertEquals(0, stopped);

    passSeconds(9);
    assertEquals(0, stopped);
    passSeconds(2);
    assertEquals(1, stopped);
    assertEquals(State.IDLE, source.status().state());

    assertTrue(source.demand());
    assertEquals(2, attempts.size());
  }

  @Test
  void onDemandRetriesEndWithTheDemand() {
    PullSource source = started(true);
    source.demand();
    for (int i = 0; i < 100; i++) {
      if (source.status().state() == State.CONNECTING) {
        last().onEnd(ClientFailure.NOT_FOUND, "nobody there");
      }
      passSeconds(1);
    }

    assertEquals(State.IDLE, source.status().state());
    assertTrue(attempts.size() >= 3 && attempts.size() <= 6, "attempts: " + attempts.size());
  }

  @Test
  void whoAsksAgainDoesNotMakeItQuicker() {
    PullSource source = started(true);
    source.demand();
    last().onEnd(ClientFailure.AUTH, "refused");

    assertFalse(source.demand(), "60 s are longer than anybody waits");
    passSeconds(20);
    assertEquals(State.IDLE, source.status().state());
    assertFalse(source.demand());
    passSeconds(39);
    assertEquals(1, attempts.size());
    assertTrue(source.demand());
    passSeconds(1);
    assertEquals(2, attempts.size());
  }

  @Test
  void whoWaitsIsToldOfAFailure() {
    PullSource source = started(true);
    source.signal().register(() -> raised++);
    source.demand();
    assertEquals(0, raised);

    last().onEnd(ClientFailure.NOT_FOUND, "nobody there");

    assertEquals(1, raised);
  }

  @Test
  void closesForGood() {
    PullSource source = started(true);
    source.demand();
    source.close();
    passSeconds(100);

    assertEquals(1, stopped);
    assertFalse(source.demand());
    assertEquals(1, attempts.size());
    assertEquals(State.CLOSED, source.status().state());
  }

  @Test
  void theStatusTellsNoSecrets() {
    SourceStatus status = started(true).status();

    assertEquals("live/x", status.path());
    assertEquals("rtmp://h:1935/app/name", status.url());
    assertEquals(42, status.sinceMs());
  }

  private PullSource started(boolean onDemand) {
    SourceConfig config =
        new SourceConfig(
            new StreamPath("live/x"),
            RtmpUrl.parse("rtmp://u:p@h/app?a=1/name?key=secret"),
            onDemand);
    PullSource source =
        new PullSource(
            config,
            PullConfig.DEFAULT,
            new ClockLoop(),
            listener -> {
              attempts.add(listener);
              return () -> stopped++;
            },
            new Highest(),
            () -> 42);
    source.start();
    return source;
  }

  private RtmpPull.Listener last() {
    return attempts.get(attempts.size() - 1);
  }

  private void passSeconds(int seconds) {
    clock.advance(Duration.ofSeconds(seconds));
  }

  /** Does at once what it is given. */
  private final class ClockLoop implements Loop {
    @Override
    public boolean inLoop() {
      return true;
    }

    @Override
    public void post(Runnable task) {
      task.run();
    }

    @Override
    public Timer schedule(Runnable task, long delayNs) {
      return clock.schedule(task, delayNs)::cancel;
    }

    @Override
    public long nowNs() {
      return clock.nowNs();
    }
  }
}
