package io.headrace.bench.play;

import io.headrace.rtmp.RtmpException;
import io.headrace.rtmp.RtmpException.Reason;
import io.headrace.rtmp.chunk.ChunkReader;
import io.headrace.rtmp.message.MessageType;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/**
 * Finds the messages in what a server sends, Adobe RTMP 1.0 §5.3, and looks at the first {@value
 * #HEAD_BYTES} bytes of each; payload is counted and not copied. It begins with the server's
 * handshake, which it skips. Made for servers that keep to the specification: chunk streams are
 * below 64, and extended timestamps are repeated. Makes no garbage.
 *
 * <p>Thread: one at a time.
 */
final class ChunkScanner {
  /** What is kept of a message. */
  static final int HEAD_BYTES = 64;

  /** S0, S1 and S2. */
  static final int HANDSHAKE_BYTES = 1 + 2 * 1_536;

  private static final int[] MESSAGE_HEADER_BYTES = {11, 7, 3, 0};
  private static final int EXTENDED = 0xFF_FFFF;
  private static final int MAX_HEADER_BYTES = 1 + 11 + Integer.BYTES;
  private static final int CHUNK_STREAMS = 64;

  /** Receives messages in the order of their completion. */
  @FunctionalInterface
  interface Messages {
    /**
     * @param timestampMs unsigned 32-bit milliseconds
     * @param head how the message begins. Ownership: borrowed
     */
    void onMessage(int type, long timestampMs, ByteBuf head);
  }

  private static final class ChunkStream {
    final ByteBuf head = Unpooled.wrappedBuffer(new byte[HEAD_BYTES]).clear();
    boolean extended;
    int deltaMs;
    int timestampMs;
    int lengthBytes;
    int type;
    boolean inMessage;
    int receivedBytes;
  }

  private final ByteBuf header = Unpooled.wrappedBuffer(new byte[MAX_HEADER_BYTES]).clear();
  private final @Nullable ChunkStream[] streams = new ChunkStream[CHUNK_STREAMS];
  private int handshakeLeftBytes = HANDSHAKE_BYTES;
  private int chunkBytes = ChunkReader.DEFAULT_CHUNK_BYTES;
  private @Nullable ChunkStream current;
  private int chunkLeftBytes;

  /**
   * Reads all of {@code in}. Ownership: borrows {@code in}.
   *
   * @throws RtmpException when these are no chunks
   */
  void read(ByteBuf in, Messages to) {
    int skipped = Math.min(handshakeLeftBytes, in.readableBytes());
    handshakeLeftBytes -= skipped;
    in.skipBytes(skipped);
    while (in.isReadable()) {
      ChunkStream stream = current == null ? readHeader(in) : current;
      if (stream == null) {
        return;
      }
      current = readPayload(in, stream, to) ? null : stream;
    }
  }

  /** Null, and all is read, when the header is not complete. */
  private @Nullable ChunkStream readHeader(ByteBuf in) {
    int missing = headerBytes() - header.readableBytes();
    while (missing > 0) {
      int count = Math.min(missing, in.readableBytes());
      if (count == 0) {
        return null;
      }
      header.writeBytes(in, count);
      missing = headerBytes() - header.readableBytes();
    }
    ChunkStream stream = stream();
    startChunk(stream);
    header.clear();
    return stream;
  }

  /** How long the header is, as far as its begin tells. */
  private int headerBytes() {
    int have = header.readableBytes();
    if (have == 0) {
      return 1;
    }
    int format = format();
    int bytes = 1 + MESSAGE_HEADER_BYTES[format];
    if (have < bytes) {
      return bytes;
    }
    boolean extended = format < 3 ? header.getUnsignedMedium(1) == EXTENDED : stream().extended;
    return extended ? bytes + Integer.BYTES : bytes;
  }

  private int format() {
    return header.getUnsignedByte(0) >>> 6;
  }

  private ChunkStream stream() {
    int id = header.getUnsignedByte(0) & CHUNK_STREAMS - 1;
    if (id < 2) {
      throw new RtmpException(Reason.MALFORMED, "chunk stream: of two bytes (expected: 2 to 63)");
    }
    ChunkStream stream = streams[id];
    if (stream == null) {
      stream = new ChunkStream();
      streams[id] = stream;
    }
    return stream;
  }

  private void startChunk(ChunkStream stream) {
    int format = format();
    if (!stream.inMessage) {
      startMessage(format, stream);
    } else if (format < 3) {
      throw new RtmpException(Reason.MALFORMED, "a message begins before the last has ended");
    }
    chunkLeftBytes = Math.min(chunkBytes, stream.lengthBytes - stream.receivedBytes);
  }

  private void startMessage(int format, ChunkStream stream) {
    if (format < 3) {
      int field = header.getUnsignedMedium(1);
      stream.extended = field == EXTENDED;
      stream.deltaMs = stream.extended ? header.getInt(1 + MESSAGE_HEADER_BYTES[format]) : field;
    }
    if (format < 2) {
      stream.lengthBytes = header.getUnsignedMedium(4);
      stream.type = header.getUnsignedByte(7);
    }
    stream.timestampMs = format == 0 ? stream.deltaMs : stream.timestampMs + stream.deltaMs;
    stream.inMessage = true;
    stream.receivedBytes = 0;
    stream.head.clear();
  }

  /** False when the chunk needs more bytes than there are. */
  private boolean readPayload(ByteBuf in, ChunkStream stream, Messages to) {
    int count = Math.min(chunkLeftBytes, in.readableBytes());
    int kept = Math.min(count, stream.head.writableBytes());
    stream.head.writeBytes(in, kept);
    in.skipBytes(count - kept);
    stream.receivedBytes += count;
    chunkLeftBytes -= count;
    if (chunkLeftBytes > 0) {
      return false;
    }
    if (stream.receivedBytes == stream.lengthBytes) {
      stream.inMessage = false;
      if (stream.type == MessageType.SET_CHUNK_SIZE) {
        chunkBytes = Math.max(1, stream.head.getInt(0));
      }
      to.onMessage(stream.type, Integer.toUnsignedLong(stream.timestampMs), stream.head);
    }
    return true;
  }
}
