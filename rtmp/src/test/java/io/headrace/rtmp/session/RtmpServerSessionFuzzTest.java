package io.headrace.rtmp.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.headrace.rtmp.RtmpException;
import io.headrace.rtmp.amf.AmfValue;
import io.headrace.rtmp.session.RtmpServerSession.State;
import io.headrace.testkit.Feed;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Whatever a client sends, and however slowly, a session throws nothing but {@link RtmpException},
 * ends at most once, holds and says only so much, releases it all, and does not care how the bytes
 * are split. Runs the seeds as an ordinary test, and fuzzes with {@code JAZZER_FUZZ=1}.
 *
 * <p>The first byte of the input says how far the exchange has come before the rest is read, how
 * that is split, and whether time passes; the second when requests are granted.
 */
class RtmpServerSessionFuzzTest {
  private static final AmfValue NULL = AmfValue.NULL;
  private static final int FIRST_BYTES = 2;

  /** What unfinished messages may take ahead, and media that waits for its configuration. */
  private static final long MOST_HELD_BYTES = 20L << 20;

  /** Of answers: what is said before, and per command a second. */
  private static final int MOST_SAID_BYTES = 64 << 10;

  private static final long LONG_MS = 60_000;

  @FuzzTest(maxDuration = "5m")
  void survivesAnything(byte[] input) {
    if (input.length < FIRST_BYTES) {
      return;
    }
    byte how = input[0];
    byte[] rest = Arrays.copyOfRange(input, FIRST_BYTES, input.length);
    boolean timed = (how & 8) != 0;
    Watched split = prepared(how, input[1]);
    String splitFailure = feedSplit(split, rest, how, timed);
    if (!timed) {
      Watched whole = prepared(how, input[1]);
      String wholeFailure = feed(whole, Unpooled.wrappedBuffer(rest));
      assertEquals(wholeFailure, splitFailure);
      assertEquals(whole.events, split.events);
      assertEquals(whole.session.state(), split.session.state());
      end(whole, wholeFailure);
    }
    end(split, splitFailure);
  }

  @Test
  void survivesNoiseAtEveryPoint() {
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < 500; i++) {
      byte[] noise = new byte[random.nextInt(3_000)];
      random.nextBytes(noise);
      survivesAnything(noise);
    }
  }

  /** A session as far as {@code how} says: connected not at all, or publishing, or playing. */
  private static Watched prepared(byte how, byte grants) {
    Watched watched = new Watched();
    ClientScript connected = new ClientScript().handshake().chunkSize(4_096).connect("live");
    switch (how & 3) {
      case 0 -> {}
      case 1 -> watched.feed(Feed.WHOLE, connected);
      case 2 ->
          watched.feed(
              Feed.WHOLE,
              connected.command(4, 1, "publish", 5, NULL, AmfValue.of("cam")).clip(5, 6, 12));
      default ->
          watched.feed(Feed.WHOLE, connected.command(4, 1, "play", 5, NULL, AmfValue.of("cam")));
    }
    watched.grants = (grants & 1) == 0;
    return watched;
  }

  private static @Nullable String feedSplit(
      Watched watched, byte[] bytes, byte how, boolean timed) {
    SplittableRandom random = new SplittableRandom(how);
    ByteBuf rest = Unpooled.wrappedBuffer(bytes);
    String failure = null;
    while (rest.isReadable() && failure == null) {
      int count = Math.min(rest.readableBytes(), 1 + random.nextInt(1 + (how >> 4 & 0xF) * 16));
      failure = feed(watched, rest.readSlice(count));
      if (timed && failure == null) {
        failure = passTime(watched, random.nextInt(3_000));
        decideLate(watched, random);
      }
    }
    return failure;
  }

  /** Who is to decide takes its time, while the peer goes on. */
  private static void decideLate(Watched watched, SplittableRandom random) {
    if (watched.session.state() == State.AUTHORISING && random.nextBoolean()) {
      if (random.nextBoolean()) {
        watched.session.refuse(Rejection.DENIED, "No.", watched);
      } else if (wantsToPlay(watched)) {
        watched.session.acceptPlay(watched.nowNs, watched);
      } else {
        watched.accept();
      }
    }
  }

  private static boolean wantsToPlay(Watched watched) {
    String last = "";
    for (String event : watched.events) {
      if (event.startsWith("publish ") || event.startsWith("play live")) {
        last = event;
      }
    }
    return last.startsWith("play");
  }

  private static @Nullable String feed(Watched watched, ByteBuf piece) {
    try {
      watched.receive(piece);
      return null;
    } catch (RtmpException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static @Nullable String passTime(Watched watched, long ms) {
    try {
      watched.passTime(ms);
      return null;
    } catch (RtmpException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static void end(Watched watched, @Nullable String failure) {
    assertTrue(failure == null || failure.length() < 200, failure);
    assertTrue(watched.mostHeldBytes <= MOST_HELD_BYTES, "held " + watched.mostHeldBytes);
    assertTrue(watched.events("close").size() <= 1, "closed more than once");
    assertTrue(
        watched.answers.readableBytes() <= MOST_SAID_BYTES + watched.session.receivedBytes() * 20,
        "said " + watched.answers.readableBytes());
    if (failure == null && watched.session.state() != State.PLAYING) {
      String late = passTime(watched, LONG_MS);
      assertTrue(late != null || watched.session.state() == State.CLOSED, "ended by its deadlines");
    }
    watched.close();
    assertEquals(State.CLOSED, watched.session.state());
    watched.session.close();
  }
}
