package io.headrace.media.access;

import io.headrace.media.hub.StreamPath;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a peer asks for, and all that it has shown to be allowed it.
 *
 * @param action what it wants to do
 * @param protocol such as {@code rtmp}
 * @param address its IP address without port
 * @param path the stream
 * @param parameters of the URL, decoded; they may hold secrets
 * @param user the name under which it has logged in, or null
 */
public record AccessRequest(
    Action action,
    String protocol,
    String address,
    StreamPath path,
    Map<String, String> parameters,
    @Nullable String user) {
  private static final String KEY_PARAMETER = "key";

  /** What a peer may want to do with a stream. */
  public enum Action {
    PUBLISH,
    PLAY
  }

  public AccessRequest {
    parameters = Map.copyOf(parameters);
  }

  /** The stream key, {@code ?key=…}, or null. A secret: never to be logged. */
  public @Nullable String key() {
    return parameters.get(KEY_PARAMETER);
  }

  /** What tells the key from others and is no secret: its SHA-256 in hexadecimal; null without. */
  public @Nullable String keyDigest() {
    String key = key();
    if (key == null) {
      return null;
    }
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha256.digest(key.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Without the parameters. */
  @Override
  public String toString() {
    return action + " " + path + " by " + protocol + " from " + address;
  }
}
