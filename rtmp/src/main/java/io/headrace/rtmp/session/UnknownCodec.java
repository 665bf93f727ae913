package io.headrace.rtmp.session;

import io.headrace.media.codec.TrackKind;
import io.headrace.media.flv.TagReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** The name for people of a codec that is not known. */
final class UnknownCodec {
  private static final Pattern PRINTABLE = Pattern.compile("[A-Za-z0-9. -]{4}");

  private UnknownCodec() {}

  /** Of the codec that {@code reader} stands at. */
  static String name(TagReader reader) {
    boolean video = reader.kind() == TrackKind.VIDEO;
    int number = reader.codecNumber();
    if (!reader.isEnhanced()) {
      return (video ? "FLV video codec " : "FLV audio format ") + number;
    }
    byte[] fourCc = ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
    String text = new String(fourCc, StandardCharsets.ISO_8859_1);
    return (video ? "Enhanced RTMP video " : "Enhanced RTMP audio ")
        + (PRINTABLE.matcher(text).matches() ? text : "of unknown codec");
  }
}
