package io.headrace.rtmp.session;

import io.headrace.rtmp.RtmpException;
import io.headrace.rtmp.RtmpException.Reason;
import io.headrace.rtmp.chunk.MessageSink;
import io.headrace.rtmp.message.MessageType;
import io.netty.buffer.ByteBuf;

/**
 * An aggregate message, Adobe RTMP 1.0 §7.1.6: FLV tags in one message, whose times count from that
 * of the first. An aggregate within one is ignored.
 */
final class AggregateMessage {
  private static final int HEADER_BYTES = 11;
  private static final int BACK_POINTER_BYTES = 4;

  private AggregateMessage() {}

  /**
   * Gives each message to {@code sink}, with its part of {@code payload}. Ownership: takes {@code
   * payload}, also when it throws.
   *
   * @throws RtmpException MALFORMED
   */
  static void split(int streamId, long timestampMs, ByteBuf payload, MessageSink sink) {
    try {
      long firstMs = -1;
      while (payload.readableBytes() >= HEADER_BYTES) {
        int type = payload.readUnsignedByte();
        int bodyBytes = payload.readUnsignedMedium();
        long tagMs = payload.readUnsignedMedium() | (long) payload.readUnsignedByte() << 24;
        payload.skipBytes(3);
        if (bodyBytes > payload.readableBytes()) {
          throw new RtmpException(
              Reason.MALFORMED,
              "aggregate: a message of " + bodyBytes + " bytes in " + payload.readableBytes());
        }
        firstMs = firstMs < 0 ? tagMs : firstMs;
        ByteBuf body = MessagePart.retained(payload, payload.readerIndex(), bodyBytes);
        payload.skipBytes(bodyBytes);
        if (type == MessageType.AGGREGATE) {
          body.release();
        } else {
          sink.onMessage(type, streamId, (timestampMs + tagMs - firstMs) & 0xFFFF_FFFFL, body);
        }
        payload.skipBytes(Math.min(BACK_POINTER_BYTES, payload.readableBytes()));
      }
    } finally {
      payload.release();
    }
  }
}
