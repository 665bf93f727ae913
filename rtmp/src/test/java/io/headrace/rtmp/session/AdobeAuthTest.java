package io.headrace.rtmp.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.headrace.rtmp.session.RtmpClientSession.Role;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdobeAuthTest {

  private static final String REJECT = "[ AccessManager.Reject ] : [ authmod=adobe ] : ";

  @Test
  void answersTheChallengeInThreeConnections() {
    RtmpUrl url = RtmpUrl.parse("rtmp://user:pass@h/live/cam");
    RtmpUrl named =
        AdobeAuth.next(
            url,
            "[ AccessManager.Reject ] : [ code=403 need auth; authmod=adobe ] : ",
            new SplittableRandom(1));
    assertEquals("live?authmod=adobe&user=user", named.app());

    RtmpUrl answered =
        AdobeAuth.next(
            named,
            REJECT + "?reason=needauth&user=user&salt=S4lt&challenge=Ch==&opaque=Op==",
            () -> 0x1234_5678_0000_0000L);

    assertEquals(
        "live?authmod=adobe&user=user&challenge=12345678&response="
            + AdobeAuth.response("user", "pass", "S4lt", "Op==", "12345678")
            + "&opaque=Op==",
        answered.app());
    assertEquals("rtmp://h:1935/" + answered.app(), answered.tcUrl());
    assertEquals("rtmp://h:1935/live/cam", answered.toString());
  }

  @Test
  void theResponseIsLibrtmps() {
    // Computed by another implementation: md5("userS4ltpass") in base64, then md5 of that + "Op=="
    // + "12345678".
    assertEquals(
        "HiXKrT2ZLVz67VbDyJ7AqQ==", AdobeAuth.response("user", "pass", "S4lt", "Op==", "12345678"));
  }

  @Test
  void asksForAnotherConnection() {
    WatchedClient publisher = new WatchedClient(Role.PUBLISH);
    publisher.feed(refused("[ AccessManager.Reject ] : [ code=403 need auth; authmod=adobe ] : "));

    assertEquals(
        List.of(
            "reconnect origin.example:1935 live?authmod=adobe&user=user:"
                + " the server asks for user and password"),
        publisher.events);
    publisher.close();
  }

  @Test
  void withoutAUserItIsToldWhatIsMissing() {
    RtmpUrl url = RtmpUrl.parse("rtmp://h/live/cam");
    WatchedClient client = new WatchedClient(Role.PUBLISH, url, ClientConfig.DEFAULT);
    client.feed(refused("[ AccessManager.Reject ] : [ code=403 need auth; authmod=adobe ] : "));

    assertEquals(
        List.of(
            "end AUTH: the server asks for user and password"
                + " (expected: rtmp://user:password@host/…)"),
        client.events);
    client.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "?reason=authfailed",
        "?reason=nosuchuser",
        "?reason=needauth&salt=a b&challenge=\u0001",
        ""
      })
  void aRefusedAnswerIsTheEnd(String reason) {
    RtmpUrl url = RtmpUrl.parse("rtmp://u:p@h/live?authmod=adobe&user=u/cam");
    RtmpUrl answered =
        RtmpUrl.parse("rtmp://u:p@h/live?authmod=adobe&user=u&challenge=1&response=2/cam");
    WatchedClient client = new WatchedClient(Role.PUBLISH, answered, ClientConfig.DEFAULT);
    client.feed(refused(REJECT + reason));
    assertEquals(List.of("end AUTH: the server does not accept user and password"), client.events);
    client.close();
    if (!reason.contains("needauth")) {
      assertEquals(null, AdobeAuth.next(url, REJECT + reason, new SplittableRandom(1)));
    }
  }

  private static ServerScript refused(String description) {
    return new ServerScript().handshake().connectRefused(description);
  }
}
