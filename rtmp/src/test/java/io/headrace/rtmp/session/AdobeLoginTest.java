package io.headrace.rtmp.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headrace.rtmp.amf.AmfValue;
import io.headrace.rtmp.message.Command;
import io.headrace.rtmp.session.RtmpServerSession.State;
import io.headrace.testkit.Feed;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** A client that computes as librtmp does, a connection for each step. */
class AdobeLoginTest {
  private static final Logins LOGINS = new Logins(Map.of("alice", "wonderland"));
  private static final long NOW_NS = -77;

  private final AdobeLogin login = new AdobeLogin(LOGINS);

  @Test
  void threeConnectionsLogIn() throws Exception {
    String need = login.refusal(encoder("live"), NOW_NS);
    assertEquals(AdobeLogin.NEED_LOGIN, need);
    String challenge = login.refusal(encoder("live?authmod=adobe&user=alice"), NOW_NS);
    String app = answer(challenge, "alice", "wonderland");
    assertEquals(null, login.refusal(encoder(app), NOW_NS + AdobeLogin.ANSWER_NS));
  }

  @Test
  void wrongPasswordsUsersAndOldOrForeignChallengesAreRefused() throws Exception {
    String challenge = login.refusal(encoder("live?authmod=adobe&user=alice"), NOW_NS);
    String right = answer(challenge, "alice", "wonderland");

    assertFailed(login.refusal(encoder(answer(challenge, "alice", "guess")), NOW_NS));
    assertFailed(login.refusal(encoder(right.replace("user=alice", "user=bob")), NOW_NS));
    assertFailed(login.refusal(encoder(right), NOW_NS + AdobeLogin.ANSWER_NS + 1));
    assertFailed(login.refusal(encoder(right), NOW_NS - 1));
    assertFailed(new AdobeLogin(LOGINS).refusal(encoder(right), NOW_NS));
    assertFailed(login.refusal(encoder(right.replaceAll("opaque=.", "opaque=z")), NOW_NS));
  }

  @Test
  void aUserThatWouldNotBeRepeatedSafelyIsRefused() {
    assertFailed(login.refusal(encoder("live?authmod=adobe&user=a%26b"), NOW_NS));
  }

  @Test
  void onlyEncodersMustLogInAndOnlyWhereSomebodyCan() {
    assertTrue(login.isDue(encoder("live")));
    assertFalse(login.isDue(ConnectRequest.NONE));
    assertFalse(new AdobeLogin(Logins.NONE).isDue(encoder("live")));
  }

  @Test
  void aSessionChallengesClosesAndNamesTheUserOnceLoggedIn() throws Exception {
    Watched first = new Watched(SessionLimits.DEFAULT, LOGINS);
    first.feed(Feed.WHOLE, new ClientScript().handshake().connect("live"));
    assertTrue(first.answered().get(0).contains("\"_error\""), first.answered().get(0));
    assertTrue(first.answered().get(0).contains("code=403 need auth; authmod=adobe"));
    assertEquals(State.CLOSED, first.session.state());
    first.close();
  }

  @Test
  void aLoggedInPublisherIsNamed() throws Exception {
    AdobeLogin shared = new AdobeLogin(LOGINS);
    Watched watched = new Watched(SessionLimits.DEFAULT, shared);
    String challenge = shared.refusal(encoder("live?authmod=adobe&user=alice"), watched.nowNs);
    String app = answer(challenge, "alice", "wonderland");
    watched.grants = false;
    watched.feed(
        Feed.WHOLE,
        new ClientScript()
            .handshake()
            .connect(app)
            .command(3, 1, "publish", 9, AmfValue.NULL, AmfValue.of("cam")));
    List<String> published = watched.events("publish live/cam");
    assertEquals(1, published.size());
    assertTrue(published.get(0).endsWith(" by alice"), published.get(0));
    watched.close();
  }

  private static void assertFailed(String description) {
    assertTrue(description.endsWith("?reason=authfailed"), description);
  }

  /** The application of the third connection. */
  private static String answer(String challenge, String user, String password) throws Exception {
    String salt = value(challenge, "salt");
    String opaque = value(challenge, "opaque");
    String ours = "0a1b2c3d";
    String response = md5(md5(user + salt + password) + opaque + ours);
    return "live?authmod=adobe&user="
        + user
        + "&challenge="
        + ours
        + "&response="
        + response
        + "&opaque="
        + opaque;
  }

  private static String value(String description, String name) {
    Matcher matcher = Pattern.compile(name + "=([^&]*)").matcher(description);
    assertTrue(matcher.find(), description);
    return matcher.group(1);
  }

  private static String md5(String text) throws Exception {
    byte[] digest = MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8));
    return Base64.getEncoder().encodeToString(digest);
  }

  private static ConnectRequest encoder(String app) {
    AmfValue properties = AmfValue.object("app", app, "flashVer", "FMLE/3.0 (compatible)");
    return ConnectRequest.of(Command.of("connect", 1, properties), SessionLimits.DEFAULT);
  }
}
