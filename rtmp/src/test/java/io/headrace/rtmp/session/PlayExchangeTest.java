package io.headrace.rtmp.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headrace.rtmp.RtmpException;
import io.headrace.rtmp.RtmpException.Reason;
import io.headrace.rtmp.amf.AmfValue;
import io.headrace.rtmp.chunk.RawChunks;
import io.headrace.rtmp.message.MessageType;
import io.headrace.rtmp.session.RtmpServerSession.State;
import io.headrace.testkit.Feed;
import io.headrace.testkit.Golden;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The exchanges of known players, and what becomes of those that cannot play. */
class PlayExchangeTest {
  private static final AmfValue NULL = AmfValue.NULL;
  private static final int SET_BUFFER_LENGTH = 3;
  private static final int PING_REQUEST = 6;

  private final Watched watched = new Watched();

  @AfterEach
  void holdsNothing() {
    watched.close();
  }

  @ParameterizedTest
  @EnumSource
  void ffmpeg(Feed feed) {
    check(
        feed,
        "play-ffmpeg",
        new ClientScript()
            .handshake()
            .connectToPlay("live")
            .chunks(new RawChunks().control(MessageType.WINDOW_ACKNOWLEDGEMENT_SIZE, 2_500_000))
            .command1(3, "createStream", 2, NULL)
            .command(3, 0, "getStreamLength", 3, NULL, AmfValue.of("cam"))
            .command(8, 1, "play", 4, NULL, AmfValue.of("cam"), AmfValue.of(-2_000))
            .userControl(SET_BUFFER_LENGTH, 1, 3_000)
            .command(3, 0, "deleteStream", 5, NULL, AmfValue.of(1)));
  }

  @ParameterizedTest
  @EnumSource
  void rtmpdump(Feed feed) {
    check(
        feed,
        "play-rtmpdump",
        new ClientScript()
            .handshake()
            .connectToPlay("live")
            .chunks(new RawChunks().control(MessageType.WINDOW_ACKNOWLEDGEMENT_SIZE, 2_500_000))
            .userControl(SET_BUFFER_LENGTH, 0, 300)
            .command1(3, "createStream", 2, NULL)
            .command1(3, "FCSubscribe", 3, NULL, AmfValue.of("cam"))
            .command(
                8, 1, "play", 4, NULL, AmfValue.of("cam"), AmfValue.of(-1_000), AmfValue.of(1_000))
            .userControl(SET_BUFFER_LENGTH, 1, 36_000_000));
  }

  @ParameterizedTest
  @EnumSource
  void gstreamer(Feed feed) {
    check(
        feed,
        "play-gstreamer",
        new ClientScript()
            .handshake()
            .connectToPlay("live")
            .chunks(new RawChunks().control(MessageType.WINDOW_ACKNOWLEDGEMENT_SIZE, 2_500_000))
            .chunks(new RawChunks().control(MessageType.WINDOW_ACKNOWLEDGEMENT_SIZE, 2_500_000))
            .command1(3, "createStream", 2, NULL)
            .command(4, 1, "play", 0, NULL, AmfValue.of("cam"), AmfValue.of(-2))
            .userControl(SET_BUFFER_LENGTH, 1, 30_000));
  }

  /** Prefixes, pauses, switches and wishes of Flash players, in AMF0 with AMF3 announced. */
  @ParameterizedTest
  @EnumSource
  void flash(Feed feed) {
    check(
        feed,
        "play-flash",
        new ClientScript()
            .handshake()
            .connectToPlay("live/", "objectEncoding", 3)
            .command1(3, "createStream", 2, NULL)
            .command(8, 1, "play", 0, NULL, AmfValue.of("flv:cam"))
            .command(8, 1, "pause", 0, NULL, AmfValue.of(true), AmfValue.of(1_000))
            .command(8, 1, "pause", 0, NULL, AmfValue.of(false), AmfValue.of(1_000))
            .command(8, 1, "seek", 0, NULL, AmfValue.of(5_000))
            .command(8, 1, "receiveVideo", 0, NULL, AmfValue.of(false))
            .command(8, 1, "receiveVideo", 0, NULL, AmfValue.of(true))
            .command(8, 1, "receiveAudio", 0, NULL, AmfValue.of(false))
            .command(8, 1, "play", 0, NULL, AmfValue.of("mp4:other?key=a%20b"))
            .command(8, 1, "closeStream", 0, NULL));
  }

  @Test
  void saysWhatItKnowsOfEnhancedRtmpToWhoeverAsks() {
    AmfValue codecs = new AmfValue.StrictArray(List.of(AmfValue.of("hvc1"), AmfValue.of("Opus")));
    watched.feed(
        Feed.WHOLE,
        new ClientScript().handshake().connectToPlay("live", "fourCcList", codecs, "capsEx", 3));

    EnhancedCapabilities client = watched.session.enhanced();
    assertTrue(client.announced());
    assertTrue(client.receives("hvc1"));
    assertFalse(client.receives("av01"));
    assertTrue(client.has(EnhancedCapabilities.MULTITRACK));
    assertFalse(client.has(EnhancedCapabilities.MOD_EX));
    String result = watched.answered().get(2);
    for (String said : List.of("fourCcList", "videoFourCcInfoMap", "av01=4.0", "capsEx=14.0")) {
      assertTrue(result.contains(said), result);
    }
  }

  @Test
  void readsTheInfoMapsOfEnhancedRtmpVersionTwo() {
    AmfValue video = AmfValue.object("*", 4, "vp09", 2);
    AmfValue audio = AmfValue.object("Opus", 1);
    watched.feed(
        Feed.WHOLE,
        new ClientScript()
            .handshake()
            .connectToPlay("live", "videoFourCcInfoMap", video, "audioFourCcInfoMap", audio));

    EnhancedCapabilities client = watched.session.enhanced();
    assertTrue(client.receives("anything"), "by the wildcard");
    assertEquals(Set.of("*", "Opus"), client.fourCcs());
  }

  @Test
  void saysNothingOfEnhancedRtmpToOthers() {
    watched.feed(Feed.WHOLE, new ClientScript().handshake().connectToPlay("live"));

    assertFalse(watched.session.enhanced().announced());
    assertFalse(watched.answered().get(2).contains("fourCcList"));
  }

  @Test
  void waitsForAStreamAndThenSaysThatItDidNotCome() {
    watched.grants = false;
    watched.feed(Feed.WHOLE, playing());
    watched.session.awaitStream(Duration.ofSeconds(3), watched.nowNs);

    watched.passTime(2_999);
    assertEquals(State.AUTHORISING, watched.session.state());
    watched.passTime(1);
    assertEquals(1, answersWith("NetStream.Play.StreamNotFound"));
    assertEquals(State.CLOSED, watched.session.state());
  }

  @Test
  void aPlayerMayStayAndIsPinged() {
    watched.feed(Feed.WHOLE, playing());
    for (int i = 0; i < 10; i++) {
      watched.passTime(30_000);
    }

    assertEquals(State.PLAYING, watched.session.state());
    long pings =
        watched.answered().stream()
            .filter(line -> line.startsWith("type 4 stream 0: 0006"))
            .count();
    assertEquals(10, pings);
  }

  @Test
  void theEndOfTheStreamIsToldAndAnotherMayBePlayed() {
    watched.feed(Feed.WHOLE, playing());
    watched.session.endPlay(watched.nowNs, watched);

    assertEquals(1, answersWith("NetStream.Play.UnpublishNotify"));
    assertEquals(1, answersWith("NetStream.Play.Stop"));
    assertTrue(watched.answered().contains("type 4 stream 0: 000100000001"), "StreamEOF");
    watched.feed(
        Feed.WHOLE, new ClientScript().command(8, 1, "play", 0, NULL, AmfValue.of("next")));
    assertEquals(List.of("play live/cam", "play live/next"), watched.events("play"));
  }

  @Test
  void aPlayerThatStopsWhileOthersDecideIsNotTakenForOneThatWaits() {
    watched.grants = false;
    watched.feed(Feed.WHOLE, playing().command(3, 0, "deleteStream", 0, NULL, AmfValue.of("cam")));

    assertEquals(State.CONNECTED, watched.session.state());
    assertEquals(List.of("play live/cam", "play stopped"), watched.events("play"));
  }

  @Test
  void aPlayerThatSendsMediaIsClosedInTheEnd() {
    ClientScript script = playing();
    for (int i = 0; i < 9; i++) {
      script.message(6, i, MessageType.VIDEO, new byte[128 << 10]);
    }
    assertTrue(
        assertThrows(RtmpException.class, () -> watched.feed(Feed.WHOLE, script))
            .getMessage()
            .startsWith("bytes without publishing: > 1048576"));
  }

  @Test
  void aPlayerThatSendsDataIsClosedInTheEnd() {
    ClientScript script = playing();
    for (int i = 0; i < 9; i++) {
      script.message(6, i, MessageType.DATA_AMF0, new byte[128 << 10]);
    }
    assertTrue(
        assertThrows(RtmpException.class, () -> watched.feed(Feed.WHOLE, script))
            .getMessage()
            .startsWith("bytes without publishing: > 1048576"));
  }

  @Test
  void aPlayerThatAcknowledgesForEverStays() {
    watched.feed(Feed.WHOLE, playing());
    ClientScript script = new ClientScript();
    for (int i = 0; i < 40_000; i++) {
      script.chunks(new RawChunks().control(MessageType.ACKNOWLEDGEMENT, i));
    }
    for (int second = 0; second < 3; second++) {
      watched.feed(Feed.WHOLE, script);
      watched.nowNs += 1_000_000_000L;
    }
    assertEquals(State.PLAYING, watched.session.state());
  }

  @Test
  void pingsAreLimitedLikeCommands() {
    ClientScript script = playing();
    for (int i = 0; i < 101; i++) {
      script.userControl(PING_REQUEST, i);
    }
    assertEquals(
        Reason.RATE,
        assertThrows(RtmpException.class, () -> watched.feed(Feed.WHOLE, script)).reason());
  }

  @Test
  void ofTheCodecsOfAPeerOnlyKnownOnesAreKept() {
    List<AmfValue> codecs = new ArrayList<>(List.of(AmfValue.of("hvc1")));
    for (int i = 0; i < 3_000; i++) {
      codecs.add(AmfValue.of("x" + i));
    }
    watched.feed(
        Feed.WHOLE,
        new ClientScript()
            .handshake()
            .connectToPlay("live", "fourCcList", new AmfValue.StrictArray(codecs)));

    assertEquals(Set.of("hvc1"), watched.session.enhanced().fourCcs());
  }

  private static ClientScript playing() {
    return new ClientScript()
        .handshake()
        .connectToPlay("live")
        .command1(3, "createStream", 2, NULL)
        .command(8, 1, "play", 0, NULL, AmfValue.of("cam"));
  }

  private long answersWith(String code) {
    return watched.answered().stream().filter(line -> line.contains(code + '"')).count();
  }

  private void check(Feed feed, String name, ClientScript script) {
    watched.feed(feed, script);
    Golden.assertEqualsFile("session/" + name + ".txt", watched.dump());
  }
}
