package io.headrace.rtmp.session;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * As much of an Enhanced RTMP header as names the codec that is not supported, Enhanced RTMP v2.
 *
 * @param carriesMedia whether it is a configuration or a frame, not metadata or an end
 * @param codec for people
 */
record EnhancedHeader(boolean carriesMedia, String codec) {
  private static final int SEQUENCE_END = 2;
  private static final int METADATA = 4;
  private static final int MULTITRACK = 5;
  private static final int VIDEO_MULTITRACK = 6;
  private static final int MOD_EX = 7;
  private static final Pattern PRINTABLE = Pattern.compile("[A-Za-z0-9. -]{4}");

  /** Borrows {@code body}. */
  static EnhancedHeader ofVideo(ByteBuf body) {
    int packetType = body.getByte(body.readerIndex()) & 0xF;
    return of(body, packetType, packetType == VIDEO_MULTITRACK);
  }

  /** Borrows {@code body}. */
  static EnhancedHeader ofAudio(ByteBuf body) {
    int packetType = body.getByte(body.readerIndex()) & 0xF;
    return of(body, packetType, packetType == MULTITRACK);
  }

  private static EnhancedHeader of(ByteBuf body, int packetType, boolean multitrack) {
    boolean media = packetType != SEQUENCE_END && packetType != METADATA;
    if (multitrack || packetType == MOD_EX) {
      return new EnhancedHeader(media, "in several tracks or with extensions");
    }
    return new EnhancedHeader(media, fourCc(body));
  }

  private static String fourCc(ByteBuf body) {
    if (body.readableBytes() < 5) {
      return "without codec";
    }
    String text = body.toString(body.readerIndex() + 1, 4, StandardCharsets.ISO_8859_1);
    return PRINTABLE.matcher(text).matches() ? text : "of unknown codec";
  }
}
