package io.headrace.rtmp.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headrace.rtmp.RtmpException;
import io.headrace.rtmp.RtmpException.Reason;
import io.headrace.rtmp.amf.AmfValue;
import io.headrace.rtmp.chunk.RawChunks;
import io.headrace.rtmp.message.Command;
import io.headrace.rtmp.message.MessageType;
import io.headrace.rtmp.session.RtmpServerSession.State;
import io.headrace.testkit.Feed;
import io.headrace.testkit.Seeds;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RtmpServerSessionTest {
  private static final AmfValue NULL = AmfValue.NULL;

  private final Watched watched = new Watched();

  @AfterEach
  void nothingIsHeldAfterClose() {
    watched.close();
  }

  @Test
  void saysPublishStartOnlyAfterTheLateAnswer() {
    watched.grants = false;
    watched.feed(Feed.WHOLE, publishing("live", "cam"));
    assertEquals(State.AUTHORISING, watched.session.state());
    assertEquals(0, answersWith("NetStream.Publish.Start").size());

    watched.accept();

    assertEquals(State.PUBLISHING, watched.session.state());
    assertEquals(1, answersWith("NetStream.Publish.Start").size());
  }

  @ParameterizedTest
  @CsvSource({
    "live, ../../etc/passwd",
    "live, a/../b",
    "'', ''",
    "live, a b",
    "live, caf\u00e9",
    "live, a%2e%2e",
    "live, 'x\u0001y'",
    "live, 'x\ny'",
    "api, x",
    "live, index.m3u8"
  })
  void refusesNamesThatCannotBeAPathWithoutRepeatingThem(String app, String name) {
    watched.feed(Feed.WHOLE, publishing(app, name));

    List<String> answer = answersWith("NetStream.Publish.BadName");
    assertEquals(1, answer.size(), watched.dump());
    assertTrue(answer.get(0).contains("level=\"error\""), answer.get(0));
    assertFalse(name.length() > 10 && answer.get(0).contains(name));
    assertEquals(1, watched.events("close: stream path").size(), watched.dump());
    assertEquals(State.CLOSED, watched.session.state());
    assertEquals(0, watched.events("publish").size());
  }

  @Test
  void refusesNamesThatAreTooLongOrNoText() {
    watched.feed(Feed.WHOLE, publishing("live", "x".repeat(513)));
    assertEquals(1, answersWith("NetStream.Publish.BadName").size());

    Watched other = new Watched();
    other.feed(
        Feed.WHOLE,
        new ClientScript().handshake().connect("live").command(3, 1, "publish", 2, NULL));
    assertEquals(State.CLOSED, other.session.state());
    other.close();

    Watched third = new Watched();
    third.feed(Feed.WHOLE, new ClientScript().handshake().connect("x".repeat(257)));
    assertTrue(third.dump().contains("NetConnection.Connect.Rejected"));
    assertEquals(State.CLOSED, third.session.state());
    third.close();
  }

  @Test
  void tellsWhyItRefusesAndTakesNothingMore() {
    watched.grants = false;
    watched.feed(Feed.WHOLE, publishing("live", "cam"));

    watched.session.refuse(Rejection.DENIED, "no room", watched);
    watched.feed(Feed.WHOLE, more().connect("live"));

    List<String> denied = answersWith("NetStream.Publish.Denied");
    assertEquals(1, denied.size());
    assertTrue(denied.get(0).startsWith("type 20 stream 1"), denied.get(0));
    assertTrue(denied.get(0).contains("no room"));
    assertEquals(List.of("close: no room"), watched.events("close"));
  }

  @Test
  void refusesASecondPublishOnTheSameConnection() {
    watched.feed(
        Feed.WHOLE,
        publishing("live", "cam").command(3, 1, "publish", 9, NULL, AmfValue.of("other")));

    assertEquals(1, answersWith("NetStream.Publish.BadName").size());
    assertEquals(State.CLOSED, watched.session.state());
  }

  @Test
  void publishesAgainAfterUnpublish() {
    watched.feed(
        Feed.WHOLE,
        publishing("live", "cam")
            .command(3, 0, "deleteStream", 6, NULL, AmfValue.of(1))
            .command(3, 1, "publish", 9, NULL, AmfValue.of("cam2")));

    assertEquals(List.of("publish live/cam", "publish live/cam2"), watched.events("publish"));
    assertEquals(1, watched.events("unpublish").size());
  }

  @Test
  void ignoresMediaBeforePublishAndOfOtherStreams() {
    watched.grants = false;
    watched.feed(Feed.WHOLE, publishing("live", "cam").clip(4, 6, 20));
    watched.accept();
    RawChunks other = new RawChunks();
    other.type0(4, 0, 7, MessageType.AUDIO, 5, new byte[] {(byte) 0xAF, 1, 1, 2, 3, 4, 5});
    watched.feed(Feed.WHOLE, more().chunks(other));

    assertEquals(List.of("publish live/cam"), watched.events);
    assertEquals(0, watched.session.mediaStats().skipped());
  }

  @Test
  void refusesTooMuchBeforePublish() {
    watched.grants = false;
    watched.feed(Feed.WHOLE, publishing("live", "cam"));
    byte[] media = new byte[100_000];

    RtmpException thrown =
        assertThrows(
            RtmpException.class,
            () -> {
              for (int i = 0; i < 11; i++) {
                watched.feed(Feed.WHOLE, more().message(4, 0, MessageType.VIDEO, media));
              }
            });

    assertEquals(Reason.TOO_MUCH_BEFORE_PUBLISH, thrown.reason());
  }

  @Test
  void refusesFloodsOfCommands() {
    watched.feed(Feed.WHOLE, publishing("live", "cam"));
    ClientScript flood = more();
    for (int i = 0; i < 200; i++) {
      flood.command(3, 0, "_checkbw", i, NULL);
    }

    assertEquals(Reason.RATE, failure(flood));
  }

  @Test
  void refusesFloodsOfPublications() {
    ClientScript script = publishing("live", "cam");
    for (int i = 0; i < 10; i++) {
      script.command(3, 1, "closeStream", 0, NULL);
      script.command(3, 1, "publish", 0, NULL, AmfValue.of("cam"));
    }

    assertEquals(Reason.RATE, failure(script));
    assertEquals(10, watched.events("publish").size());
  }

  @Test
  void refusesFloodsOfConfigurations() {
    ClientScript script = publishing("live", "cam");
    for (int i = 0; i < 40; i++) {
      // AAC at 48 kHz, stereo and mono in turn.
      script.message(4, i, MessageType.AUDIO, hex(0xAF, 0, 0x11, i % 2 == 0 ? 0x90 : 0x88));
    }
    watched.feed(Feed.WHOLE, script);

    assertEquals(1, answersWith("NetStream.Publish.Rejected").size(), watched.dump());
    assertEquals(1, watched.events("close: publications and changed").size(), watched.dump());
  }

  @Test
  void refusesMoreCreateStreamsThanAllowed() {
    ClientScript script = new ClientScript().handshake().connect("live");
    for (int i = 0; i < 9; i++) {
      script.command(3, 0, "createStream", i, NULL);
    }

    assertEquals(Reason.RATE, failure(script));
  }

  @Test
  void refusesCommandsBeforeConnectAndCommandsThatAreNoAmf() {
    ClientScript early = new ClientScript().handshake().command(3, 0, "createStream", 1, NULL);
    assertEquals(Reason.MALFORMED, failure(early));

    Watched other = new Watched();
    ClientScript noise =
        new ClientScript().handshake().message(3, 0, MessageType.COMMAND_AMF0, new byte[] {99});
    assertThrows(RtmpException.class, () -> other.feed(Feed.WHOLE, noise));
    other.close();
  }

  @ParameterizedTest
  @EnumSource
  void takesTheMessagesOfAnAggregateWithTheirOwnTimes(Feed feed) {
    byte[] aggregate =
        hex(
            9, 0, 0, 11, 1, 0, 0, 0, 0, 0, 0, 0x12, 0, 0x84, 1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 0, 22,
            22, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 12, 9, 0, 0, 4, 1, 0, 40, 0, 0, 0, 0,
            0x22, 0, 0x84, 9);
    watched.feed(
        feed,
        publishing("live", "cam")
            .metadata(4, "videocodecid", 2)
            .message(6, 500, MessageType.AGGREGATE, aggregate));

    assertEquals(
        List.of(
            "frame VIDEO#0 dts=900000 pts=900000 sync 11B",
            "frame VIDEO#0 dts=903600 pts=903600 4B"),
        watched.events("frame"));
  }

  @Test
  void refusesAnAggregateThatLiesAboutALength() {
    byte[] aggregate = hex(9, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0x12);

    assertEquals(
        Reason.MALFORMED,
        failure(publishing("live", "cam").message(6, 0, MessageType.AGGREGATE, aggregate)));
  }

  @Test
  void passesDataMessagesOfBothTypesOn() {
    byte[] text = IngestWorld.amf("onTextData", AmfValue.object("text", "hello"));
    byte[] amf3 = new byte[text.length + 1];
    System.arraycopy(text, 0, amf3, 1, text.length);
    watched.feed(
        Feed.RANDOM,
        publishing("live", "cam")
            .metadata(4, "videocodecid", 2)
            .message(6, 0, MessageType.VIDEO, hex(0x12, 0, 0x84))
            .message(4, 40, MessageType.DATA_AMF0, text)
            .message(4, 80, MessageType.DATA_AMF3, amf3));

    assertEquals(
        List.of(
            "frame DATA#512 dts=10040 pts=10040 sync " + text.length + "B",
            "frame DATA#512 dts=10080 pts=10080 sync " + text.length + "B"),
        watched.events("frame DATA"));
  }

  @Test
  void ignoresDataAndControlItDoesNotKnow() {
    ClientScript script = publishing("live", "cam");
    for (int type : new int[] {4, 6, 7, 15, 18, 19, 22, 255}) {
      script.message(4, 0, type, new byte[] {0, 31, 0, 0, 0, 1, 99});
    }

    watched.feed(Feed.RANDOM, script);

    assertEquals(State.PUBLISHING, watched.session.state());
  }

  @Test
  void understandsCommandsOfMessageType17() {
    ByteBuf payload = Unpooled.buffer().writeByte(0); // the format byte
    Command.of("connect", 1, AmfValue.object("app", "live")).write(payload);
    ClientScript script =
        new ClientScript()
            .handshake()
            .message(3, 0, MessageType.COMMAND_AMF3, ByteBufUtil.getBytes(payload));

    watched.feed(Feed.WHOLE, script);

    assertEquals(State.CONNECTED, watched.session.state());
  }

  @Test
  void answersPings() {
    watched.feed(
        Feed.WHOLE,
        publishing("live", "cam").message(2, 0, MessageType.USER_CONTROL, hex(0, 6, 1, 2, 3, 4)));

    assertEquals(1, answersWith("type 4 stream 0: 000701020304").size(), watched.dump());
  }

  @Test
  void acknowledgesHalfAWindowAlsoUnasked() {
    watched.feed(Feed.WHOLE, publishing("live", "cam"));
    byte[] filler = new byte[60_000];
    for (int i = 0; i < 21; i++) {
      watched.feed(Feed.WHOLE, more().message(4, 0, 19, filler));
    }
    assertEquals(1, answersWith("type 3 ").size(), watched.dump());

    watched.feed(
        Feed.WHOLE,
        new ClientScript()
            .message(2, 0, MessageType.WINDOW_ACKNOWLEDGEMENT_SIZE, hex(0, 0, 10, 0)));
    watched.feed(Feed.WHOLE, more().message(4, 0, 19, new byte[3_000]));
    assertEquals(2, answersWith("type 3 ").size(), watched.dump());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void keepsItsDeadlines(int step) {
    String[] expected = {
      "no complete handshake within 5000 ms",
      "no connect command within 10000 ms",
      "no publish or play command within 10000 ms",
      "no audio or video that can be used within 20000 ms"
    };
    ClientScript script = new ClientScript();
    if (step > 0) {
      script.handshake();
    }
    if (step > 1) {
      script.connect("live");
    }
    if (step > 2) {
      script.command(3, 1, "publish", 2, NULL, AmfValue.of("cam"));
    }
    watched.feed(Feed.WHOLE, script);
    long leftMs = (watched.session.nextDeadlineNs() - watched.nowNs) / 1_000_000;

    watched.passTime(leftMs - 1);
    RtmpException thrown = assertThrows(RtmpException.class, () -> watched.passTime(1));

    assertEquals(Reason.TIMEOUT, thrown.reason());
    assertEquals(expected[step], thrown.getMessage());
  }

  @Test
  void refusesWhenNobodyDecides() {
    watched.grants = false;
    watched.feed(Feed.WHOLE, publishing("live", "cam"));

    watched.passTime(10_000);

    assertEquals(1, answersWith("NetStream.Publish.Denied").size());
    assertEquals(State.CLOSED, watched.session.state());
  }

  @Test
  void endsAPublicationThatFallsSilentAndPingsOneThatDoesNot() {
    watched.feed(Feed.WHOLE, publishing("live", "cam"));
    byte[] clip = more().clip(4, 6, 10).toBytes();
    for (int i = 0; i < 8; i++) {
      Feed.WHOLE.feed(clip, piece -> watched.session.receive(piece, watched.nowNs, watched));
      watched.passTime(9_000);
    }
    assertEquals(2, answersWith("type 4 stream 0: 0006").size(), "pings");

    RtmpException thrown = assertThrows(RtmpException.class, () -> watched.passTime(1_000));
    assertEquals("no audio or video within 10000 ms", thrown.getMessage());
  }

  @Test
  void survivesRandomBytesAfterTheHandshakeWithBoundedMemory() {
    SplittableRandom random = new SplittableRandom(Seeds.next("session.seed"));
    for (int round = 0; round < 500; round++) {
      Watched victim = new Watched();
      victim.feed(Feed.WHOLE, publishing("live", "cam"));
      byte[] noise = new byte[random.nextInt(1, 20_000)];
      random.nextBytes(noise);
      try {
        victim.feed(Feed.WHOLE, new ClientScript().chunks(new RawChunks().bytes(noise)));
      } catch (RtmpException expected) {
        assertTrue(expected.getMessage().length() < 200, expected.getMessage());
      }
      assertTrue(victim.mostHeldBytes <= 9L * (256 << 10), "held " + victim.mostHeldBytes);
      victim.close();
    }
  }

  private static ClientScript publishing(String app, String name) {
    return new ClientScript()
        .handshake()
        .chunkSize(65_536)
        .connect(app)
        .command(3, 0, "createStream", 2, NULL)
        .command(3, 1, "publish", 3, NULL, AmfValue.of(name), AmfValue.of("live"));
  }

  /** More of what {@link #publishing} began. */
  private static ClientScript more() {
    return new ClientScript(65_536);
  }

  private Reason failure(ClientScript script) {
    return assertThrows(RtmpException.class, () -> watched.feed(Feed.WHOLE, script)).reason();
  }

  private List<String> answersWith(String text) {
    return watched.answered().stream().filter(line -> line.contains(text)).toList();
  }

  private static byte[] hex(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }
}
