package io.headrace.rtmp.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.headrace.rtmp.amf.AmfLimits;
import io.headrace.rtmp.chunk.ChunkLimits;
import io.headrace.rtmp.session.RtmpClientSession.Role;
import io.headrace.rtmp.session.RtmpClientSession.State;
import io.headrace.testkit.Feed;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Whatever a server sends, a client throws nothing, ends at most once, holds bounded memory,
 * releases it all, and does not care how the bytes are split. Runs the seeds as an ordinary test,
 * and fuzzes with {@code JAZZER_FUZZ=1}.
 *
 * <p>The first byte of the input says the role, how far the exchange has come before the rest is
 * read, and how that is split.
 */
class RtmpClientSessionFuzzTest {
  private static final ClientConfig CONFIG =
      new ClientConfig(
          ClientLimits.DEFAULT,
          new ChunkLimits(4 << 10, 16 << 10, 1 << 20, 8, 3, 2 << 20, 1_000_000),
          AmfLimits.DEFAULT,
          4_096);

  private static final String ACKNOWLEDGEMENT = "type 3 ";

  /** Waiting media, and what unfinished messages take ahead. */
  private static final long MOST_BYTES = 6L << 20;

  @FuzzTest(maxDuration = "5m")
  void survivesAnything(byte[] input) {
    if (input.length == 0) {
      return;
    }
    Role role = (input[0] & 1) == 0 ? Role.PLAY : Role.PUBLISH;
    WatchedClient whole = prepared(role, input[0]);
    WatchedClient split = prepared(role, input[0]);
    byte[] rest = Arrays.copyOfRange(input, 1, input.length);

    whole.feed(Feed.WHOLE, rest);
    feedSplit(split, rest, input[0]);

    assertEquals(whole.events, split.events);
    assertEquals(saidButAcknowledgements(whole), saidButAcknowledgements(split));
    for (WatchedClient client : new WatchedClient[] {whole, split}) {
      assertTrue(client.mostHeldBytes <= MOST_BYTES, "held " + client.mostHeldBytes);
      assertTrue(client.events("end").size() + client.events("reconnect").size() <= 1);
      client.passTime(3_600_000);
      boolean publishes = client.session.state() == State.STREAMING && role == Role.PUBLISH;
      assertTrue(publishes || client.session.state() == State.CLOSED, "ended by its deadlines");
      client.close();
    }
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

  /** How often bytes are acknowledged depends on how they come. */
  private static List<String> saidButAcknowledgements(WatchedClient client) {
    return client.said().stream().filter(line -> !line.startsWith(ACKNOWLEDGEMENT)).toList();
  }

  private static WatchedClient prepared(Role role, byte how) {
    WatchedClient client = new WatchedClient(role, WatchedClient.URL, CONFIG);
    client.takes = (how & 8) == 0;
    switch (how >> 1 & 3) {
      case 0 -> {}
      case 1 -> client.feed(new ServerScript().handshake());
      case 2 -> client.feed(new ServerScript().handshake().connected().created(1));
      default ->
          client.feed(
              role == Role.PLAY
                  ? new ServerScript().playing().clip(8)
                  : new ServerScript()
                      .handshake()
                      .connected()
                      .created(1)
                      .status("NetStream.Publish.Start"));
    }
    return client;
  }

  private static void feedSplit(WatchedClient client, byte[] bytes, byte how) {
    SplittableRandom random = new SplittableRandom(how);
    ByteBuf rest = Unpooled.wrappedBuffer(bytes);
    while (rest.isReadable()) {
      int count = Math.min(rest.readableBytes(), 1 + random.nextInt(1 + (how >> 4 & 0xF) * 16));
      client.session.receive(rest.readSlice(count), client.nowNs, client);
    }
  }
}
