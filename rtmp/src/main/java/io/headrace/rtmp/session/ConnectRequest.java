package io.headrace.rtmp.session;

import io.headrace.rtmp.amf.AmfValue;
import io.headrace.rtmp.message.Command;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a client says of itself in {@code connect}, Adobe RTMP 1.0 §7.2.1.1.
 *
 * @param app application name with its query, empty when missing
 * @param parameters of the queries of application and tcUrl, decoded
 * @param encoder whether the client introduces itself as an encoder, as FMLE, OBS and ffmpeg do
 *     when they publish
 * @param amf3 whether it wants AMF3 objects; it gets AMF0 all the same
 * @param enhanced what it says of Enhanced RTMP
 */
record ConnectRequest(
    String app,
    Map<String, String> parameters,
    boolean encoder,
    boolean amf3,
    EnhancedCapabilities enhanced) {
  static final ConnectRequest NONE =
      new ConnectRequest("", Map.of(), false, false, EnhancedCapabilities.NONE);

  private static final int AMF3_ENCODING = 3;
  private static final String ENCODER_VERSION = "FMLE/";

  /**
   * @throws IllegalArgumentException for names and queries that are too long, with one line that
   *     does not repeat them
   */
  static ConnectRequest of(Command connect, SessionLimits limits) {
    Map<String, AmfValue> properties = connect.commandObject().asProperties();
    String app = text(properties, "app");
    String tcUrl = text(properties, "tcUrl");
    check("application name", app, limits.appLength());
    check("tcUrl", tcUrl, limits.urlLength());
    Map<String, String> parameters = new HashMap<>();
    UrlQuery.read(tcUrl, limits.parameterLength(), parameters);
    UrlQuery.read(app, limits.parameterLength(), parameters);
    return new ConnectRequest(
        app,
        Map.copyOf(parameters),
        text(properties, "flashVer").startsWith(ENCODER_VERSION),
        properties.get("objectEncoding") instanceof AmfValue.Number encoding
            && encoding.value() == AMF3_ENCODING,
        EnhancedCapabilities.of(properties));
  }

  /** The parameter, or null. */
  @Nullable String parameter(String name) {
    return parameters.get(name);
  }

  private static String text(Map<String, AmfValue> properties, String key) {
    AmfValue value = properties.get(key);
    String text = value == null ? null : value.asText();
    return text == null ? "" : text;
  }

  private static void check(String what, String text, int maxLength) {
    if (text.length() > maxLength) {
      throw new IllegalArgumentException(
          what + ": " + text.length() + " characters (expected: <= " + maxLength + ")");
    }
  }
}
