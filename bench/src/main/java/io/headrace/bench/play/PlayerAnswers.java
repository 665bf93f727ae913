package io.headrace.bench.play;

import io.headrace.rtmp.chunk.ChunkWriter;
import io.headrace.rtmp.message.MessageType;
import io.headrace.rtmp.message.UserControl;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * What a player says while media flows: acknowledgements, Adobe RTMP 1.0 §5.4.3, and answers to
 * pings. Ownership: borrows every buffer. Thread: the player's loop.
 */
final class PlayerAnswers {
  private static final int CONTROL_CSID = 2;
  private static final int DEFAULT_WINDOW_BYTES = 2_500_000;
  private static final int PING_BYTES = Short.BYTES + Integer.BYTES;

  private final ChunkWriter chunks = new ChunkWriter();
  private long windowBytes = DEFAULT_WINDOW_BYTES;
  private long receivedBytes;
  private long acknowledgedBytes;

  /** The server has announced a window. */
  void window(ByteBuf head) {
    windowBytes = Math.max(1, head.getUnsignedInt(0));
  }

  void received(int bytes) {
    receivedBytes += bytes;
  }

  long receivedBytes() {
    return receivedBytes;
  }

  boolean acknowledgementDue() {
    return receivedBytes - acknowledgedBytes >= windowBytes;
  }

  void acknowledge(ByteBuf out) {
    acknowledgedBytes = receivedBytes;
    ByteBuf payload = Unpooled.buffer(Integer.BYTES).writeInt((int) receivedBytes);
    chunks.write(CONTROL_CSID, MessageType.ACKNOWLEDGEMENT, 0, 0, payload, out);
  }

  boolean isPing(ByteBuf head) {
    return head.readableBytes() >= PING_BYTES
        && head.getUnsignedShort(0) == UserControl.PING_REQUEST;
  }

  void pong(ByteBuf ping, ByteBuf out) {
    ByteBuf payload = Unpooled.buffer(PING_BYTES).writeShort(UserControl.PING_RESPONSE);
    payload.writeInt(ping.getInt(Short.BYTES));
    chunks.write(CONTROL_CSID, MessageType.USER_CONTROL, 0, 0, payload, out);
  }
}
