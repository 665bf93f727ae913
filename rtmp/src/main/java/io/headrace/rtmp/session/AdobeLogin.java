package io.headrace.rtmp.session;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The login of Adobe's encoders, {@code authmod=adobe}, which librtmp (OBS) and ffmpeg speak too.
 * It takes three connections, each told the next step by the description of a refusal:
 *
 * <pre>
 * connect app                                  need auth; authmod=adobe
 * connect app?authmod=adobe&amp;user=U             ?reason=needauth&amp;user=U&amp;salt=S&amp;challenge=O&amp;opaque=O
 * connect app?authmod=…&amp;user=U&amp;challenge=C&amp;response=R&amp;opaque=O
 *     R = base64(md5(base64(md5(U S password)) O C))
 * </pre>
 *
 * <p>Nothing is remembered between connections: salt and opaque are signed by a secret of this
 * process, and the opaque carries its time. Thread: any.
 */
public final class AdobeLogin {
  /** How long a challenge may be answered, in nanoseconds. */
  static final long ANSWER_NS = 60_000_000_000L;

  static final String NEED_LOGIN =
      "[ AccessManager.Reject ] : [ code=403 need auth; authmod=adobe ] : ";

  private static final String REJECT = "[ AccessManager.Reject ] : [ authmod=adobe ] : ";
  private static final String AUTH_FAILED = REJECT + "?reason=authfailed";

  /** The user is repeated to the client, and so must be harmless. */
  private static final Pattern USER = Pattern.compile("[A-Za-z0-9._@-]{1,64}");

  private static final int SIGNATURE_CHARACTERS = 32;
  private static final int SALT_CHARACTERS = 16;
  private static final int TIME_CHARACTERS = 16;

  private final Logins logins;
  private final byte[] secret = new byte[32];

  public AdobeLogin(Logins logins) {
    this.logins = logins;
    new SecureRandom().nextBytes(secret);
  }

  /** Whether this client must log in before anything else. */
  boolean isDue(ConnectRequest request) {
    return logins.required() && (request.encoder() || request.parameter("authmod") != null);
  }

  /**
   * The step that a connection is at.
   *
   * @return null when it has logged in as {@link ConnectRequest#parameter} {@code user}, otherwise
   *     the description of its refusal
   */
  @Nullable String refusal(ConnectRequest request, long nowNs) {
    String user = request.parameter("user");
    if (user == null || !"adobe".equals(request.parameter("authmod"))) {
      return NEED_LOGIN;
    }
    if (!USER.matcher(user).matches()) {
      return AUTH_FAILED;
    }
    String response = request.parameter("response");
    if (response == null) {
      String opaque = opaque(user, nowNs);
      return REJECT
          + "?reason=needauth&user="
          + user
          + "&salt="
          + salt(user)
          + "&challenge="
          + opaque
          + "&opaque="
          + opaque;
    }
    return isRight(request, user, response, nowNs) ? null : AUTH_FAILED;
  }

  private boolean isRight(ConnectRequest request, String user, String response, long nowNs) {
    String password = logins.password(user);
    String opaque = request.parameter("opaque");
    String challenge = request.parameter("challenge");
    if (password == null || opaque == null || challenge == null || !isOurs(opaque, user, nowNs)) {
      return false;
    }
    String expected = AdobeAuth.response(user, password, salt(user), opaque, challenge);
    return isEqual(expected, response);
  }

  private boolean isOurs(String opaque, String user, long nowNs) {
    if (opaque.length() != TIME_CHARACTERS + SIGNATURE_CHARACTERS) {
      return false;
    }
    long issuedNs;
    try {
      issuedNs = Long.parseUnsignedLong(opaque.substring(0, TIME_CHARACTERS), 16);
    } catch (NumberFormatException e) {
      return false;
    }
    long ageNs = nowNs - issuedNs;
    return ageNs >= 0 && ageNs <= ANSWER_NS && isEqual(opaque(user, issuedNs), opaque);
  }

  private String opaque(String user, long issuedNs) {
    String time = HexFormat.of().toHexDigits(issuedNs);
    return time + sign("opaque " + time + " " + user).substring(0, SIGNATURE_CHARACTERS);
  }

  private String salt(String user) {
    return sign("salt " + user).substring(0, SALT_CHARACTERS);
  }

  private String sign(String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HmacSHA256", e);
    }
  }

  private static boolean isEqual(String a, String b) {
    return MessageDigest.isEqual(
        a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
  }
}
