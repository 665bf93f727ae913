package io.headrace.rtmp.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headrace.media.flv.FlvFileReader;
import io.headrace.rtmp.amf.AmfValue;
import io.headrace.rtmp.amf.AmfWriter;
import io.headrace.rtmp.chunk.RawChunks;
import io.headrace.rtmp.message.MessageType;
import io.headrace.rtmp.session.RtmpClientSession.Role;
import io.headrace.rtmp.session.RtmpClientSession.State;
import io.headrace.testkit.Feed;
import io.headrace.testkit.Golden;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RtmpClientSessionTest {
  private static final AmfValue NULL = AmfValue.NULL;

  private final WatchedClient player = new WatchedClient(Role.PLAY);
  private final WatchedClient publisher = new WatchedClient(Role.PUBLISH);

  @AfterEach
  void nothingIsHeldAfterCloseAndNoMessageTellsTheKey() {
    for (WatchedClient client : List.of(player, publisher)) {
      client.close();
      assertFalse(client.events.toString().contains("secret"), client.events.toString());
      assertFalse(client.events.toString().contains("pass"), client.events.toString());
    }
  }

  @ParameterizedTest
  @EnumSource
  void playsInTheOrderOfFfmpeg(Feed feed) {
    player.feed(
        feed,
        new ServerScript()
            .playing()
            .metadata("videocodecid", 7, "audiocodecid", 10)
            .clip(12)
            .userControl(1, 1)
            .toBytes());

    Golden.assertEqualsFile("session/client-play.txt", player.dump());
  }

  @ParameterizedTest
  @EnumSource
  void publishesInTheOrderOfObs(Feed feed) {
    publisher.feed(
        feed,
        new ServerScript()
            .handshake()
            .connected()
            .command("_result", 2, NULL, AmfValue.UNDEFINED)
            .command("_error", 3, NULL, AmfValue.object("level", "error", "code", "x"))
            .command("onFCPublish", 0, NULL, AmfValue.object("code", "NetStream.Publish.Start"))
            .created(3)
            .userControl(0, 3)
            .status("NetStream.Publish.Start")
            .toBytes());
    ByteBuf body = Unpooled.buffer().writeZero(8);
    publisher.session.writeMedia(MessageType.VIDEO, 40, body, publisher.words);
    publisher.session.stop(publisher);

    Golden.assertEqualsFile("session/client-publish.txt", publisher.dump());
  }

  @Test
  void aResultOfPublishIsLeaveToo() {
    publisher.feed(
        new ServerScript().handshake().connected().created(1).command("_result", 5, NULL));

    assertEquals(State.STREAMING, publisher.session.state());
  }

  @Test
  void writesMetadataAsSetDataFrame() {
    publishing();
    ByteBuf script = Unpooled.buffer();
    AmfWriter.write(script, AmfValue.of("onMetaData"));
    publisher.session.writeMetadata(script, publisher.words);

    assertEquals(1, publisher.said("type 18 stream 1").size());
    assertEquals(1, publisher.said(hex("@setDataFrame")).size());
  }

  @Test
  void mediaThatComeBeforeSomebodyTakesThemWait() {
    player.takes = false;
    player.feed(new ServerScript().playing().clip(12));
    assertEquals(List.of("started", "media"), player.events);
    assertTrue(player.session.heldBytes() > 0);

    player.take();
    player.feed(new ServerScript(4_096).clip(3));

    WatchedClient atOnce = new WatchedClient(Role.PLAY);
    atOnce.feed(new ServerScript().playing().clip(12)).feed(new ServerScript(4_096).clip(3));
    assertEquals(atOnce.events, player.events);
    assertTrue(player.events("frame").size() > 5);
    atOnce.close();
  }

  @Test
  void moreMediaThanMayWaitEndIt() {
    player.takes = false;
    player.feed(new ServerScript().playing());
    for (int i = 0; i < 100 && player.session.state() != State.CLOSED; i++) {
      player.feed(new ServerScript(4_096).message(6, i, MessageType.VIDEO, new byte[1 << 20]));
    }

    assertEquals(List.of("end BUSY: media waits: > 4194304 bytes"), player.events("end"));
    assertTrue(player.mostHeldBytes <= 6 << 20, "held " + player.mostHeldBytes);
  }

  @ParameterizedTest
  @EnumSource
  void takesTheMessagesOfAnAggregateWithTheirOwnTimes(Feed feed) {
    ByteBuf aggregate = Unpooled.buffer();
    FlvFileReader clip = new FlvFileReader(Unpooled.wrappedBuffer(ClientScript.clip()));
    for (int i = 0; i < 12 && clip.next(); i++) {
      byte[] body = ByteBufUtil.getBytes(clip.body());
      long tagMs = 5_000 + clip.timestampMs();
      aggregate.writeByte(clip.type().id()).writeMedium(body.length);
      aggregate.writeMedium((int) tagMs & 0xFF_FFFF).writeByte((int) (tagMs >> 24)).writeMedium(0);
      aggregate.writeBytes(body).writeInt(11 + body.length);
    }
    player.feed(
        feed,
        new ServerScript()
            .playing()
            .message(6, 0, MessageType.AGGREGATE, ByteBufUtil.getBytes(aggregate))
            .toBytes());

    WatchedClient single = new WatchedClient(Role.PLAY);
    single.feed(new ServerScript().playing().clip(12));
    assertEquals(single.events("frame"), player.events("frame"));
    single.close();
  }

  @Test
  void anAggregateThatLiesAboutALengthEndsIt() {
    byte[] aggregate = new byte[40];
    aggregate[0] = 9;
    aggregate[2] = 1;
    player.feed(new ServerScript().playing().message(6, 0, MessageType.AGGREGATE, aggregate));

    assertEquals(
        List.of("end PROTOCOL: aggregate: a message of 256 bytes in 29"), player.events("end"));
  }

  @ParameterizedTest
  @CsvSource({
    "NetStream.Play.StreamNotFound, x, NOT_FOUND",
    "NetStream.Play.Failed, x, AUTH",
    "NetStream.Play.InsufficientBW, x, BUSY",
    "NetConnection.Connect.Rejected, x, AUTH",
    "NetConnection.Connect.Closed, x, REMOTE_CLOSE"
  })
  void whatTheServerSaysDecidesTheClassOfThePlayersFailure(
      String code, String description, ClientFailure failure) {
    player.feed(
        new ServerScript().handshake().connected().created(1).error(code, description + " secret"));

    assertEquals(List.of("end " + failure + ": the server refuses: " + code), player.events);
    assertEquals(State.CLOSED, player.session.state());
  }

  @ParameterizedTest
  @CsvSource({
    "NetStream.Publish.BadName, stream key not recognised, AUTH",
    "NetStream.Publish.BadName, Already publishing, BUSY",
    "NetStream.Publish.Denied, x, AUTH",
    "NetStream.Publish.Rejected, x, AUTH",
    "NetConnection.Connect.AppShutdown, x, BUSY"
  })
  void whatTheServerSaysDecidesTheClassOfThePublishersFailure(
      String code, String description, ClientFailure failure) {
    publisher.feed(new ServerScript().handshake().connected().created(1).error(code, description));

    assertEquals(List.of("end " + failure + ": the server refuses: " + code), publisher.events);
  }

  @Test
  void aPublisherThatIsReplacedIsToldBusy() {
    publishing();
    publisher.feed(new ServerScript(4_096).error("NetStream.Publish.BadName", "replaced"));

    assertEquals(1, publisher.events("end BUSY").size());
  }

  @Test
  void aCodeThatCouldHoldANameIsNotRepeated() {
    player.feed(new ServerScript().handshake().connected().created(1).error("secret", "secret"));

    assertEquals(
        List.of("end PROTOCOL: the server refuses: an error of unknown kind"), player.events);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "NetStream.Play.UnpublishNotify",
        "NetStream.Play.Stop",
        "NetStream.Play.Complete"
      })
  void theEndOfTheRemoteStreamIsTheEnd(String code) {
    player.feed(new ServerScript().playing().clip(12).status(code));

    assertEquals(List.of("end REMOTE_CLOSE: the stream there is over"), player.events("end"));
  }

  @Test
  void anEndBeforeTheFirstMediaIsWaitedOver() {
    player.feed(new ServerScript().playing().userControl(1, 1).clip(12));

    assertTrue(player.events("frame").size() > 5);
  }

  @Test
  void mediaWithoutPlayStartAreAStartToo() {
    player.feed(new ServerScript().handshake().connected().created(1).clip(12));

    assertEquals("started", player.events.get(0));
    assertTrue(player.events("frame").size() > 5);
  }

  @Test
  void aCloseWithoutAWordIsNamed() {
    player.feed(new ServerScript().playing());
    player.session.onClosed(player);
    player.session.onClosed(player);

    assertEquals(
        List.of("end REMOTE_CLOSE: the server closed the connection"), player.events("end"));
  }

  @Test
  void answersPingsAndBandwidthChecks() {
    player.feed(
        new ServerScript()
            .playing()
            .userControl(6, 0x01020304)
            .command("onBWDone", 0, NULL)
            .command("onBWDone", 0, NULL)
            .command("_onbwcheck", 77, NULL));

    assertEquals(1, player.said("type 4 stream 0: 000701020304").size());
    assertEquals(1, player.said("\"_checkbw\"").size());
    assertEquals(1, player.said("\"_result\" 77.0").size());
  }

  @Test
  void theServersChunkSizeIsNotOurs() {
    publisher.feed(new ServerScript().handshake().chunkSize(60_000));

    assertEquals("chunk size 4096", publisher.said().get(publisher.said().size() - 1));
  }

  @Test
  void acknowledgesHalfOfTheWindow() {
    player.feed(new ServerScript().playing().clip(1));
    player.feed(new ServerScript(4_096).chunks(new RawChunks().control(5, 20_000)));
    player.feed(new ServerScript(4_096).message(6, 0, MessageType.VIDEO, new byte[30_000]));

    assertEquals(1, player.said("type 3 stream 0").size());
  }

  @Test
  void ignoresWhatItDoesNotKnow() {
    player.feed(
        new ServerScript()
            .playing()
            .userControl(31, 1)
            .userControl(32, 1)
            .command("onCuriosity", 9, NULL)
            .status("NetStream.Play.PublishNotify")
            .message(5, 0, 99, new byte[] {1, 2, 3})
            .message(5, 0, MessageType.DATA_AMF0, new byte[] {2, 0, 1})
            .clip(12));

    assertTrue(player.events("frame").size() > 5);
    assertEquals(List.of(), player.events("end"));
  }

  @ParameterizedTest
  @CsvSource({
    "'', origin.example:1935 live",
    "rtmp://origin.example:1936/other, origin.example:1936 other",
    "//origin.example/next, origin.example:1935 next",
    "/edge/two, origin.example:1935 edge/two",
    "two, origin.example:1935 two"
  })
  void aReconnectRequestIsHonoured(String tcUrl, String where) {
    player.feed(
        new ServerScript()
            .playing()
            .clip(3)
            .status("code", "NetConnection.Connect.ReconnectRequest", "tcUrl", tcUrl));

    assertEquals(
        List.of("reconnect " + where + ": the server asks to connect anew"),
        player.events("reconnect"));
    assertEquals(State.CLOSED, player.session.state());
  }

  @ParameterizedTest
  @CsvSource({
    "rtmp://evil.example/live, redirect: to another host (expected: the same)",
    "http://origin.example/live, redirect: no rtmp:// address (expected: rtmp://host[:port]/app/name)"
  })
  void toAnotherHostOrProtocolItEnds(String tcUrl, String why) {
    player.feed(
        new ServerScript()
            .playing()
            .status("code", "NetConnection.Connect.ReconnectRequest", "tcUrl", tcUrl));

    assertEquals(List.of("end PROTOCOL: " + why), player.events("end"));
  }

  @Test
  void aRefusalOfConnectMayRedirect() {
    player.feed(
        new ServerScript()
            .handshake()
            .command(
                "_error",
                1,
                NULL,
                AmfValue.object(
                    "level",
                    "error",
                    "code",
                    "NetConnection.Connect.Rejected",
                    "ex",
                    AmfValue.object("code", 302, "redirect", "rtmp://origin.example/edge"))));

    assertEquals(
        List.of("reconnect origin.example:1935 edge: the server sends us elsewhere"),
        player.events);
  }

  @Test
  void deadlinesEndWhatHangs() {
    assertEquals(
        "STALL: no complete handshake within 5000 ms", endAfter(new ServerScript(), 5_000));
    ServerScript shaken = new ServerScript().handshake();
    assertEquals("STALL: no answer to connect within 10000 ms", endAfter(shaken, 10_000));
    ServerScript connected = new ServerScript().handshake().connected();
    assertEquals("STALL: no leave to start within 15000 ms", endAfter(connected, 15_000));
    ServerScript created = new ServerScript().handshake().connected().created(1);
    assertEquals("STALL: no leave to start within 15000 ms", endAfter(created, 15_000));
    assertEquals(
        "NOT_FOUND: no audio or video within 15000 ms: nobody seems to publish there",
        endAfter(new ServerScript().playing(), 15_000));
    assertEquals(
        "STALL: no audio or video within 10000 ms",
        endAfter(new ServerScript().playing().clip(12), 10_000));
  }

  private static String endAfter(ServerScript script, long ms) {
    WatchedClient client = new WatchedClient(Role.PLAY);
    client.feed(script);
    client.passTime(ms - 1);
    assertEquals(List.of(), client.events("end"));
    assertEquals(client.nowNs + 1_000_000, client.session.nextDeadlineNs());
    client.passTime(1);
    assertEquals(1, client.events("end").size());
    client.close();
    return client.events("end").get(0).substring("end ".length());
  }

  @Test
  void aPublisherHasNoDeadlineOnceItPublishes() {
    publishing();
    publisher.passTime(3_600_000);
    publisher.passTime(3_600_000);

    assertEquals(State.STREAMING, publisher.session.state());
  }

  @Test
  void aServerThatTalksWithoutEndBeforeTheStartIsLeft() {
    player.feed(new ServerScript().handshake().connected());
    for (int i = 0; i < 40; i++) {
      player.feed(new ServerScript(4_096).message(5, 0, 99, new byte[30_000]));
    }

    assertEquals(
        List.of("end PROTOCOL: bytes before media may flow: > 1048576"), player.events("end"));
  }

  @Test
  void aServerThatFloodsWithCommandsIsLeft() {
    player.feed(new ServerScript().playing());
    ServerScript flood = new ServerScript(4_096);
    for (int i = 0; i < 200; i++) {
      flood.userControl(6, i);
    }
    player.feed(flood);

    assertEquals(List.of("end PROTOCOL: commands: > 100 per second"), player.events("end"));
    assertTrue(player.said("type 4 stream 0: 0007").size() <= 100);
  }

  @Test
  void whatIsBeyondALimitOrUnreadableIsAProtocolError() {
    player.feed(
        new ServerScript()
            .playing()
            .chunks(new RawChunks().type0(6, 0, 0xFF_FFFF, MessageType.VIDEO, 1, new byte[128])));
    assertEquals(1, player.events("end PROTOCOL: message of type 9").size());

    WatchedClient other = new WatchedClient(Role.PLAY);
    other.feed(
        new ServerScript().handshake().message(3, 0, MessageType.COMMAND_AMF0, new byte[] {42}));
    assertEquals(List.of("end PROTOCOL: AMF type: 42"), other.events);
    other.close();

    WatchedClient third = new WatchedClient(Role.PLAY);
    third.feed(new ServerScript().handshake().connected().command("_result", 4, NULL));
    assertEquals(List.of("end PROTOCOL: the answer to createStream has no number"), third.events);
    third.close();
  }

  @Test
  void saysOnceThatItEnded() {
    ServerScript twice = new ServerScript().handshake().connected().created(1);
    player.feed(
        twice.error("NetStream.Play.StreamNotFound", "").error("NetStream.Play.Failed", ""));
    player.feed(new ServerScript(4_096).clip(12));
    player.passTime(60_000);

    assertEquals(1, player.events.size());
  }

  @Test
  void stopsPlayingWithDeleteStream() {
    player.feed(new ServerScript().playing().clip(3));
    player.session.stop(player);

    assertEquals(1, player.said("\"deleteStream\" 8.0 null 1.0").size());
    assertEquals(List.of(), player.events("end"));
  }

  private void publishing() {
    publisher.feed(
        new ServerScript().handshake().connected().created(1).status("NetStream.Publish.Start"));
    assertEquals(State.STREAMING, publisher.session.state());
  }

  private static String hex(String text) {
    return ByteBufUtil.hexDump(text.getBytes(StandardCharsets.US_ASCII));
  }
}
