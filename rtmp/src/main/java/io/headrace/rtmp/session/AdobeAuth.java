package io.headrace.rtmp.session;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * User and password as Adobe's servers ask for them ({@code authmod=adobe}): the server refuses
 * connect and says in the description what it wants, and the client connects anew with the answer
 * appended to the application: first with its name, then with the response to a challenge.
 */
final class AdobeAuth {
  private static final String MODE = "authmod=adobe";
  private static final String RESPONSE_KEY = "&response=";
  private static final String REASON = "?reason=";

  private AdobeAuth() {}

  /** Whether a refusal asks for this. */
  static boolean isAskedFor(String description) {
    return description.contains(MODE);
  }

  /**
   * The URL to connect to next, or null when the server will not have us.
   *
   * @param url as connected to, with what was appended before
   */
  static @Nullable RtmpUrl next(RtmpUrl url, String description, RandomGenerator random) {
    if (url.user().isEmpty() || url.app().contains(RESPONSE_KEY)) {
      return null;
    }
    try {
      return url.app().contains(MODE)
          ? withResponse(url, parameters(description), random)
          : withUser(url);
    } catch (IllegalArgumentException e) {
      // The server's challenge, or the user, is nothing that a URL can carry.
      return null;
    }
  }

  private static RtmpUrl withUser(RtmpUrl url) {
    String separator = url.app().indexOf('?') < 0 ? "?" : "&";
    return url.withApp(url.app() + separator + MODE + "&user=" + url.user());
  }

  private static @Nullable RtmpUrl withResponse(
      RtmpUrl url, Map<String, String> asked, RandomGenerator random) {
    if (!"needauth".equals(asked.get("reason"))) {
      return null;
    }
    String challenge = String.format(Locale.ROOT, "%08x", random.nextInt());
    String opaque = asked.getOrDefault("opaque", "");
    String response =
        response(
            url.user(),
            url.password(),
            asked.getOrDefault("salt", ""),
            opaque.isEmpty() ? asked.getOrDefault("challenge", "") : opaque,
            challenge);
    String answer = "&challenge=" + challenge + RESPONSE_KEY + response;
    return url.withApp(url.app() + answer + (opaque.isEmpty() ? "" : "&opaque=" + opaque));
  }

  /**
   * What proves that the password is known.
   *
   * @param serverChallenge the server's opaque value, or without one its challenge
   */
  static String response(
      String user, String password, String salt, String serverChallenge, String clientChallenge) {
    return md5(md5(user + salt + password) + serverChallenge + clientChallenge);
  }

  /** What follows {@code ?reason=}, up to the first space or bracket. */
  private static Map<String, String> parameters(String description) {
    Map<String, String> parameters = new HashMap<>();
    int start = description.indexOf(REASON);
    if (start >= 0) {
      String query = description.substring(start + 1).split("[\\s\\]]", 2)[0];
      for (String pair : query.split("&", -1)) {
        int equals = pair.indexOf('=');
        if (equals > 0) {
          parameters.put(pair.substring(0, equals), pair.substring(equals + 1));
        }
      }
    }
    return parameters;
  }

  private static String md5(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has MD5", e);
    }
  }
}
