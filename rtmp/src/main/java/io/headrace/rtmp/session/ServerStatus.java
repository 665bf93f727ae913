package io.headrace.rtmp.session;

import io.headrace.rtmp.amf.AmfValue;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The information object of onStatus, {@code _result} and {@code _error}, Adobe RTMP 1.0 §7.2.2. A
 * text that is absent is empty.
 *
 * @param code such as {@code NetStream.Play.Start}
 * @param level {@code status}, {@code warning} or {@code error}
 * @param description for people; the server's text, never to be shown
 * @param tcUrl where a reconnect request sends us, Enhanced RTMP v2
 * @param redirect where a refused connect sends us, null without that
 */
record ServerStatus(
    String code, String level, String description, String tcUrl, @Nullable String redirect) {
  private static final double REDIRECT_CODE = 302;

  static ServerStatus of(AmfValue value) {
    Map<String, AmfValue> info = value.asProperties();
    return new ServerStatus(
        text(info, "code"),
        text(info, "level"),
        text(info, "description"),
        text(info, "tcUrl"),
        redirect(info.get("ex")));
  }

  boolean isError() {
    return level.equals("error");
  }

  /** As Adobe's servers and SRS do it: {@code ex: {code: 302, redirect: tcUrl}}. */
  private static @Nullable String redirect(@Nullable AmfValue ex) {
    Map<String, AmfValue> properties = ex == null ? Map.of() : ex.asProperties();
    boolean redirects =
        properties.get("code") instanceof AmfValue.Number number && number.value() == REDIRECT_CODE;
    String to = text(properties, "redirect");
    return redirects && !to.isEmpty() ? to : null;
  }

  private static String text(Map<String, AmfValue> info, String key) {
    AmfValue value = info.get(key);
    String text = value == null ? null : value.asText();
    return text == null ? "" : text;
  }
}
