package io.headrace.testkit;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ways to misbehave on an RTMP port. Each is tried with {@code @EnumSource}, beside a {@link
 * Canary} on {@code live/canary}, which some of them play.
 */
@SuppressWarnings("ImmutableEnumChecker") // method references
public enum BadPeer {
  /** 64 KiB of noise; the first byte decides what it looks like. */
  RANDOM_BYTES(Start.OPEN, End.CLOSED, (peer, random) -> peer.sendRaw(BadBytes.noise(random))),
  HTTP_REQUEST(
      Start.OPEN,
      End.CLOSED,
      (peer, random) ->
          peer.sendRaw(
              "GET / HTTP/1.1\r\nHost: localhost\r\nUser-Agent: curl/8\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII))),
  TLS_CLIENT_HELLO(
      Start.OPEN, End.CLOSED, (peer, random) -> peer.sendRaw(BadBytes.clientHello(random))),
  /** Connects and never says a word. */
  SILENCE(Start.OPEN, End.CLOSED_LATE, (peer, random) -> {}),
  /** Half of C0 and C1, and then silence. */
  HALF_HANDSHAKE(
      Start.OPEN,
      End.CLOSED_LATE,
      (peer, random) ->
          peer.send(new RtmpBytes().raw((byte) 3).raw(new byte[RtmpPeer.HANDSHAKE_BYTES / 2]))),
  SLOW_HANDSHAKE(
      Start.OPEN,
      End.CLOSED_LATE,
      (peer, random) -> {
        peer.sendRaw(new byte[] {3});
        Pace.drip(peer, new byte[1]);
      }),

  RANDOM_BYTES_AFTER_HANDSHAKE(
      Start.SHAKEN, End.CLOSED, (peer, random) -> peer.sendRaw(BadBytes.noise(random))),
  SILENCE_AFTER_HANDSHAKE(Start.SHAKEN, End.CLOSED_LATE, (peer, random) -> {}),
  /** One byte of a command after the other. */
  SLOW_COMMAND(
      Start.SHAKEN,
      End.CLOSED_LATE,
      (peer, random) -> {
        peer.send(new RtmpBytes().header(3, RtmpBytes.COMMAND, 0, 0, 4_000));
        Pace.drip(peer, new byte[1]);
      }),
  /** Begins messages of 16 MiB on many chunk streams at once. */
  HUGE_DECLARED_LENGTHS(
      Start.SHAKEN,
      End.CLOSED,
      (peer, random) -> peer.send(BadBytes.unfinished(61, 0xFF_FFFF, 128))),
  /** More unfinished messages than a connection may have. */
  MANY_UNFINISHED_MESSAGES(
      Start.SHAKEN, End.CLOSED, (peer, random) -> peer.send(BadBytes.unfinished(61, 1 << 20, 128))),
  /** As many and as large as they may be, a byte of each, and then silence. */
  UNFINISHED_MESSAGES(
      Start.SHAKEN,
      End.CLOSED_LATE,
      (peer, random) -> peer.send(BadBytes.unfinished(8, 2 << 20, 1))),
  /** Chunks of one byte each: a header for every byte of payload. */
  CHUNK_SIZE_ONE(
      Start.SHAKEN,
      End.CLOSED,
      (peer, random) ->
          peer.send(
              new RtmpBytes()
                  .chunkSize(1)
                  .header(4, RtmpBytes.VIDEO, 1, 0, 100_000)
                  .raw((byte) 0)
                  .repeat(99_999, (byte) 0xC4, (byte) 0))),
  CHUNK_SIZE_ZERO(
      Start.SHAKEN, End.CLOSED, (peer, random) -> peer.send(new RtmpBytes().chunkSize(0))),
  CHUNK_SIZE_NEGATIVE(
      Start.SHAKEN, End.CLOSED, (peer, random) -> peer.send(new RtmpBytes().chunkSize(-128))),
  /** Messages of nothing, a byte each. */
  EMPTY_CHUNKS(
      Start.SHAKEN,
      End.CLOSED,
      (peer, random) ->
          peer.send(
              new RtmpBytes().header(4, RtmpBytes.AUDIO, 1, 0, 0).repeat(200_000, (byte) 0xC4))),
  /** A connect command whose objects are nested ten thousand deep. */
  DEEP_COMMAND(
      Start.SHAKEN,
      End.CLOSED,
      (peer, random) ->
          peer.send(new RtmpBytes().chunkSize(RtmpBytes.ONE_CHUNK).connectWith(BadBytes.deep()))),
  /** The same in AMF3, which is not looked into; and then silence. */
  DEEP_AMF3(
      Start.SHAKEN,
      End.CLOSED_LATE,
      (peer, random) ->
          peer.send(
              new RtmpBytes().chunkSize(RtmpBytes.ONE_CHUNK).connectWith(BadBytes.deepAmf3()))),
  /** An application, and a query, longer than any. */
  LONG_NAMES(
      Start.SHAKEN,
      End.CLOSED,
      (peer, random) ->
          peer.send(
              new RtmpBytes()
                  .chunkSize(RtmpBytes.ONE_CHUNK)
                  .connect("live" + BadBytes.QUERY + "&a=b".repeat(5_000)))),

  SILENCE_AFTER_CONNECT(Start.CONNECTED, End.CLOSED_LATE, (peer, random) -> {}),
  CREATE_STREAMS(
      Start.CONNECTED,
      End.CLOSED,
      (peer, random) -> Pace.flood(peer, new RtmpBytes().command(0, "createStream", 2))),
  COMMANDS(
      Start.CONNECTED,
      End.CLOSED,
      (peer, random) -> Pace.flood(peer, new RtmpBytes().command(0, "anything", 3, "a", 1, true))),
  PINGS(Start.CONNECTED, End.CLOSED, (peer, random) -> Pace.flood(peer, new RtmpBytes().ping(200))),
  MEDIA_BEFORE_PUBLISH(
      Start.CONNECTED, End.CLOSED, (peer, random) -> Pace.flood(peer, BadBytes.video(1, 60_000))),
  DATA_BEFORE_PUBLISH(
      Start.CONNECTED, End.CLOSED, (peer, random) -> Pace.flood(peer, BadBytes.metadata(2_000))),
  QUERY_BOMB(
      Start.CONNECTED,
      End.CLOSED,
      (peer, random) ->
          peer.send(
              new RtmpBytes().command(1, "publish", 3, "a" + BadBytes.manyParameters(), "live"))),
  PLAYS_WHAT_IS_NOT_THERE(
      Start.CONNECTED,
      End.CLOSED,
      (peer, random) ->
          Pace.flood(
              peer,
              new RtmpBytes()
                  .command(1, "play", 3, "none-" + random.nextInt(1_000_000) + BadBytes.QUERY)
                  .command(1, "closeStream", 0))),
  PUBLISHES_AND_STOPS(
      Start.CONNECTED,
      End.CLOSED,
      (peer, random) ->
          Pace.flood(
              peer,
              new RtmpBytes()
                  .command(
                      1, "publish", 3, "loop-" + random.nextInt(1_000_000) + BadBytes.QUERY, "live")
                  .command(1, "closeStream", 0))),

  PUBLISHES_NOTHING(Start.PUBLISHING, End.CLOSED_LATE, (peer, random) -> {}),
  /** Frames without a configuration. */
  PUBLISHES_NOTHING_USABLE(
      Start.PUBLISHING,
      End.CLOSED_LATE,
      (peer, random) -> Pace.drip(peer, BadBytes.video(1, 1_000).toBytes())),
  /** Media of a message stream that is not published. */
  PUBLISHES_ELSEWHERE(
      Start.PUBLISHING,
      End.CLOSED_LATE,
      (peer, random) -> Pace.drip(peer, BadBytes.video(7, 60_000).toBytes())),
  STALLS_IN_A_MESSAGE(
      Start.PUBLISHING,
      End.CLOSED_LATE,
      (peer, random) -> {
        peer.send(BadBytes.clip(1).header(4, RtmpBytes.VIDEO, 1, 40, 10_000));
        Pace.drip(peer, new byte[1]);
      }),
  /** Configurations that change a thousand times a second. */
  CONFIGURATIONS(
      Start.PUBLISHING, End.CLOSED, (peer, random) -> Pace.flood(peer, BadBytes.configurations())),
  PINGS_OF_A_PUBLISHER(
      Start.PUBLISHING, End.CLOSED, (peer, random) -> Pace.flood(peer, new RtmpBytes().ping(200))),
  COMMANDS_OF_A_PUBLISHER(
      Start.PUBLISHING,
      End.CLOSED,
      (peer, random) -> Pace.flood(peer, new RtmpBytes().command(0, "FCPublish", 3, "x"))),
  /** Audio and video of no bytes. */
  EMPTY_MEDIA(
      Start.PUBLISHING,
      End.TOLERATED,
      (peer, random) -> {
        RtmpBytes empty = BadBytes.clip(1);
        for (int i = 0; i < 1_000; i++) {
          empty.message(4, i % 2 == 0 ? RtmpBytes.AUDIO : RtmpBytes.VIDEO, 1, i, new byte[0]);
        }
        peer.send(empty);
      }),
  NOISE_AS_MEDIA(
      Start.PUBLISHING, End.TOLERATED, (peer, random) -> peer.send(BadBytes.noiseAsMedia(random))),
  WILD_TIMESTAMPS(
      Start.PUBLISHING,
      End.TOLERATED,
      (peer, random) -> peer.send(BadBytes.wildTimestamps(random))),
  /** Metadata as large as they may be, a hundred times. */
  METADATA(
      Start.PUBLISHING,
      End.TOLERATED,
      (peer, random) -> {
        peer.send(BadBytes.clip(1));
        byte[] metadata = BadBytes.metadata(10_000).toBytes();
        for (int i = 0; i < 100; i++) {
          peer.sendRaw(metadata);
        }
      }),
  /** Metadata nested 70,000 deep. */
  DEEP_METADATA(
      Start.PUBLISHING,
      End.TOLERATED,
      (peer, random) -> peer.send(BadBytes.clip(1).data(BadBytes.deepMetadata()))),
  /** Extensions without end, tracks longer than their message, as many as there can be. */
  ENHANCED_LIES(
      Start.PUBLISHING, End.TOLERATED, (peer, random) -> peer.send(BadBytes.enhancedLies())),
  /** Aggregates in aggregates, and then a message longer than the aggregate it is in. */
  AGGREGATES(
      Start.PUBLISHING,
      End.CLOSED,
      (peer, random) -> {
        peer.send(BadBytes.nestedAggregates(200));
        peer.send(BadBytes.lyingAggregate());
      }),
  /** Chunk sizes that change within a message. */
  CHUNK_SIZES(Start.PUBLISHING, End.TOLERATED, (peer, random) -> peer.send(BadBytes.chunkSizes())),

  SENDS_MEDIA_AS_A_PLAYER(
      Start.PLAYING, End.CLOSED, (peer, random) -> Pace.flood(peer, BadBytes.video(1, 60_000))),
  SENDS_DATA_AS_A_PLAYER(
      Start.PLAYING, End.CLOSED, (peer, random) -> Pace.flood(peer, BadBytes.metadata(2_000))),
  PINGS_OF_A_PLAYER(
      Start.PLAYING, End.CLOSED, (peer, random) -> Pace.flood(peer, new RtmpBytes().ping(200))),
  PAUSES(
      Start.PLAYING,
      End.CLOSED,
      (peer, random) ->
          Pace.flood(
              peer,
              new RtmpBytes()
                  .command(1, "pause", 0, true, 0)
                  .command(1, "receiveVideo", 0, false)
                  .command(1, "receiveVideo", 0, true)
                  .command(1, "pause", 0, false, 0))),
  PLAYS_AND_STOPS(
      Start.PLAYING,
      End.CLOSED,
      (peer, random) ->
          Pace.flood(
              peer,
              new RtmpBytes().command(1, "closeStream", 0).command(1, "play", 0, Canary.NAME)));

  /** How far it goes before it misbehaves. */
  private enum Start {
    OPEN,
    SHAKEN,
    CONNECTED,
    PUBLISHING,
    PLAYING
  }

  private enum End {
    /** The server closes at once. */
    CLOSED,
    /** The server closes at a deadline. */
    CLOSED_LATE,
    /** It is the peer that goes. */
    TOLERATED
  }

  private interface Attack {
    void on(RtmpPeer peer, SplittableRandom random) throws IOException;
  }

  /** Stands in every query, and is to appear nowhere else. */
  public static final String SECRET = BadBytes.SECRET;

  private static final Duration TOLERANCE = Duration.ofMillis(50);
  private static final AtomicInteger publishers = new AtomicInteger();

  private final Start start;
  private final End end;
  private final Attack attack;

  BadPeer(Start start, End end, Attack attack) {
    this.start = start;
    this.end = end;
    this.attack = attack;
  }

  /** Whether the server waits for a deadline before it closes. */
  public boolean isPatient() {
    return end == End.CLOSED_LATE;
  }

  /**
   * Misbehaves on one connection; returns whether the server closed it within {@code patience}, or
   * did not where there is no reason to.
   */
  public boolean isTreatedRightly(InetSocketAddress server, Duration patience) throws IOException {
    SplittableRandom random = new SplittableRandom(Seeds.next("badpeer.seed"));
    try (RtmpPeer peer = RtmpPeer.open(server)) {
      begin(peer);
      try {
        attack.on(peer, random);
      } catch (SocketException e) {
        // A server may close while it is still being written to.
        return end != End.TOLERATED;
      }
      return end == End.TOLERATED ? !peer.isClosedWithin(TOLERANCE) : peer.isClosedWithin(patience);
    }
  }

  private void begin(RtmpPeer peer) throws IOException {
    if (start != Start.OPEN) {
      peer.shakeHands();
    }
    switch (start) {
      case OPEN, SHAKEN -> {}
      case CONNECTED -> peer.connectTo("bad" + BadBytes.QUERY);
      case PUBLISHING ->
          peer.publish("bad", "peer-" + publishers.incrementAndGet() + BadBytes.QUERY);
      case PLAYING -> peer.play(Canary.APP, Canary.NAME + BadBytes.QUERY);
    }
  }
}
