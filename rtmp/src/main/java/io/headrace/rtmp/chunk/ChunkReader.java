package io.headrace.rtmp.chunk;

import io.headrace.media.buffer.MemoryBudget;
import io.headrace.rtmp.RateLimit;
import io.headrace.rtmp.RtmpException;
import io.headrace.rtmp.RtmpException.Reason;
import io.headrace.rtmp.message.MessageType;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import org.agrona.collections.Int2ObjectHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Joins chunks to messages, Adobe RTMP 1.0 §5.3. It takes every byte it is given: payload is copied
 * once, into a direct buffer of the message's exact size, and at most a header cut in two is kept
 * aside. Large messages get their memory as they arrive, not as they are announced, and draw on the
 * common budget until they are complete.
 *
 * <p>Set Chunk Size and Abort act here, at once, and are not given to the sink.
 *
 * <p>Where peers differ from the specification:
 *
 * <ul>
 *   <li>A type 3 chunk repeats the extended timestamp or does not: four bytes are compared with the
 *       last value.
 *   <li>A type 1 header may be the first on a chunk stream; it counts from 0.
 *   <li>A type 0 header drops the unfinished message of its chunk stream; type 1 and 2 continue it
 *       when they announce the same message.
 * </ul>
 *
 * <p>After an exception the reader is only to be closed. Thread: the connection's loop.
 */
public final class ChunkReader implements AutoCloseable {
  /** Chunk size before the peer sets another. */
  public static final int DEFAULT_CHUNK_BYTES = 128;

  /** Larger chunk sizes mean this one: no message is longer. */
  public static final int MAX_CHUNK_BYTES = 0xFF_FFFF;

  /** Memory taken for a message at once; more follows its bytes, and draws on the budget. */
  static final int EAGER_BYTES = 64 << 10;

  private static final int EXTENDED = 0xFF_FFFF;
  private static final int EXTENDED_BYTES = 4;
  private static final int MAX_HEADER_BYTES = 3 + 11 + EXTENDED_BYTES;
  private static final int[] HEADER_BYTES = {11, 7, 3, 0};
  private static final int ONE_BYTE_IDS = 64;

  private final ChunkLimits limits;
  private final ByteBufAllocator allocator;
  private final MemoryBudget budget;
  private final RateLimit smallChunks;
  private final @Nullable ChunkStream[] lowStreams = new ChunkStream[ONE_BYTE_IDS];
  private final Int2ObjectHashMap<ChunkStream> highStreams = new Int2ObjectHashMap<>();
  private final ByteBuf cutHeader =
      Unpooled.wrappedBuffer(new byte[MAX_HEADER_BYTES + EXTENDED_BYTES]).clear();

  private int chunkStreams;
  private int partialMessages;
  private long partialBytes;
  private int chunkBytes = DEFAULT_CHUNK_BYTES;
  private long droppedMessages;

  /** The chunk stream whose payload is read; null between chunks. */
  private @Nullable ChunkStream current;

  private int chunkLeftBytes;

  public ChunkReader(
      ChunkLimits limits, ByteBufAllocator allocator, MemoryBudget budget, long nowNs) {
    this.limits = limits;
    this.allocator = allocator;
    this.budget = budget;
    this.smallChunks = new RateLimit(limits.smallChunksPerSecond(), nowNs);
  }

  /** The chunk size that the peer uses now. */
  public int chunkBytes() {
    return chunkBytes;
  }

  /** Unfinished messages that the peer abandoned. */
  public long droppedMessages() {
    return droppedMessages;
  }

  /** Direct memory that unfinished messages hold now. */
  public long heldBytes() {
    long held = 0;
    for (ChunkStream stream : lowStreams) {
      held += heldBytes(stream);
    }
    for (ChunkStream stream : highStreams.values()) {
      held += heldBytes(stream);
    }
    return held;
  }

  /**
   * Reads all of {@code in}. Ownership: borrows {@code in}; messages go to the sink as they are
   * completed.
   *
   * @throws RtmpException when the peer broke the protocol or a limit
   */
  public void read(ByteBuf in, long nowNs, MessageSink sink) {
    while (cutHeader.isReadable() && in.isReadable()) {
      cutHeader.writeByte(in.readByte());
      readChunks(cutHeader, nowNs, sink);
      cutHeader.discardReadBytes();
    }
    if (in.isReadable()) {
      readChunks(in, nowNs, sink);
      cutHeader.writeBytes(in);
    }
  }

  /** Releases unfinished messages. */
  @Override
  public void close() {
    for (ChunkStream stream : lowStreams) {
      if (stream != null) {
        drop(stream);
      }
    }
    highStreams.values().forEach(this::drop);
    current = null;
  }

  /** Leaves at most a part of a header in {@code in}. */
  private void readChunks(ByteBuf in, long nowNs, MessageSink sink) {
    while (true) {
      if (current == null) {
        current = readHeader(in, nowNs);
      }
      if (current == null || !readPayload(in, current, sink)) {
        return;
      }
    }
  }

  /** Null, and nothing consumed, when the header is not complete. */
  private @Nullable ChunkStream readHeader(ByteBuf in, long nowNs) {
    int at = in.readerIndex();
    int end = in.writerIndex();
    if (at == end) {
      return null;
    }
    int first = in.getUnsignedByte(at++);
    int format = first >>> 6;
    int chunkStreamId = first & 0x3F;
    int idBytes = chunkStreamId < 2 ? chunkStreamId + 1 : 0;
    if (end - at < idBytes + HEADER_BYTES[format]) {
      return null;
    }
    if (idBytes == 1) {
      chunkStreamId = ONE_BYTE_IDS + in.getUnsignedByte(at);
    } else if (idBytes == 2) {
      chunkStreamId = ONE_BYTE_IDS + in.getUnsignedShortLE(at);
    }
    at += idBytes;
    ChunkStream stream = stream(chunkStreamId, format);
    int fields = at;
    at += HEADER_BYTES[format];
    int extendedBytes = extendedBytes(in, format, fields, at, stream);
    if (extendedBytes < 0) {
      return null;
    }
    startChunk(in, format, fields, at, stream);
    in.readerIndex(at + extendedBytes);
    if (chunkLeftBytes < ChunkLimits.SMALL_CHUNK_BYTES && !smallChunks.tryTake(nowNs)) {
      throw new RtmpException(
          Reason.RATE,
          "chunks below "
              + ChunkLimits.SMALL_CHUNK_BYTES
              + " bytes: > "
              + limits.smallChunksPerSecond()
              + " per second (set a larger chunk size in the encoder)");
    }
    return stream;
  }

  private ChunkStream stream(int id, int format) {
    ChunkStream known = id < ONE_BYTE_IDS ? lowStreams[id] : highStreams.get(id);
    if (known != null) {
      return known;
    }
    if (format > 1) {
      throw new RtmpException(
          Reason.MALFORMED, "first chunk of stream " + id + ": type " + format + " (expected: 0)");
    }
    if (++chunkStreams > limits.chunkStreams()) {
      throw new RtmpException(
          Reason.TOO_MANY_CHUNK_STREAMS, "chunk streams: > " + limits.chunkStreams());
    }
    ChunkStream fresh = new ChunkStream();
    if (id < ONE_BYTE_IDS) {
      lowStreams[id] = fresh;
    } else {
      highStreams.put(id, fresh);
    }
    return fresh;
  }

  /** Bytes of the extended timestamp behind this header; -1 when that cannot be told yet. */
  private static int extendedBytes(ByteBuf in, int format, int fields, int at, ChunkStream stream) {
    int available = in.writerIndex() - at;
    if (format < 3) {
      if (in.getUnsignedMedium(fields) != EXTENDED) {
        return 0;
      }
      return available < EXTENDED_BYTES ? -1 : EXTENDED_BYTES;
    }
    if (!stream.extended) {
      return 0;
    }
    for (int i = 0; i < EXTENDED_BYTES; i++) {
      if (i == available) {
        return -1;
      }
      byte expected = (byte) (stream.deltaMs >>> 24 - 8 * i);
      if (in.getByte(at + i) != expected) {
        return 0;
      }
    }
    return EXTENDED_BYTES;
  }

  private void startChunk(ByteBuf in, int format, int fields, int extendedAt, ChunkStream stream) {
    if (stream.inMessage && format == 0) {
      droppedMessages++;
      drop(stream);
    }
    if (stream.inMessage) {
      checkContinues(in, format, fields, stream);
    } else {
      startMessage(in, format, fields, extendedAt, stream);
    }
    chunkLeftBytes = Math.min(chunkBytes, stream.lengthBytes - stream.receivedBytes);
  }

  private static void checkContinues(ByteBuf in, int format, int fields, ChunkStream stream) {
    if (format == 1
        && (in.getUnsignedMedium(fields + 3) != stream.lengthBytes
            || in.getUnsignedByte(fields + 6) != stream.type)) {
      throw new RtmpException(
          Reason.MALFORMED, "a message begins before the last of its chunk stream has ended");
    }
  }

  private void startMessage(
      ByteBuf in, int format, int fields, int extendedAt, ChunkStream stream) {
    if (format < 3) {
      int field = in.getUnsignedMedium(fields);
      stream.extended = field == EXTENDED;
      stream.deltaMs = stream.extended ? in.getInt(extendedAt) : field;
    }
    if (format < 2) {
      stream.lengthBytes = in.getUnsignedMedium(fields + 3);
      stream.type = in.getUnsignedByte(fields + 6);
      checkLength(stream);
    }
    if (format == 0) {
      stream.streamId = in.getIntLE(fields + 7);
      stream.timestampMs = stream.deltaMs;
    } else {
      stream.timestampMs += stream.deltaMs;
    }
    stream.inMessage = true;
    stream.receivedBytes = 0;
    partialMessages++;
    partialBytes += stream.lengthBytes;
    if (partialMessages > limits.partialMessages() || partialBytes > limits.partialBytes()) {
      throw new RtmpException(
          Reason.TOO_MUCH_PARTIAL,
          "unfinished messages: "
              + partialMessages
              + " of "
              + partialBytes
              + " bytes (expected: <= "
              + limits.partialMessages()
              + " of "
              + limits.partialBytes()
              + ")");
    }
  }

  private void checkLength(ChunkStream stream) {
    int max = limits.messageBytes(stream.type);
    if (stream.lengthBytes > max) {
      throw new RtmpException(
          Reason.MESSAGE_TOO_LARGE,
          "message of type "
              + stream.type
              + ": "
              + stream.lengthBytes
              + " bytes (expected: <= "
              + max
              + ")");
    }
  }

  /** False when the chunk needs more bytes than there are. */
  private boolean readPayload(ByteBuf in, ChunkStream stream, MessageSink sink) {
    int count = Math.min(chunkLeftBytes, in.readableBytes());
    if (count > 0) {
      ByteBuf payload = stream.payload;
      if (payload == null) {
        payload =
            allocator.directBuffer(
                Math.min(stream.lengthBytes, EAGER_BYTES), Math.max(1, stream.lengthBytes));
        stream.payload = payload;
      }
      if (payload.writableBytes() < count) {
        grow(stream, payload, count);
      }
      payload.writeBytes(in, count);
      stream.receivedBytes += count;
      chunkLeftBytes -= count;
    }
    if (chunkLeftBytes > 0) {
      return false;
    }
    current = null;
    if (stream.receivedBytes == stream.lengthBytes) {
      finish(stream, sink);
    }
    return true;
  }

  /** Makes room for {@code bytes} more, as the allocator would, once the budget grants it. */
  private void grow(ChunkStream stream, ByteBuf payload, int bytes) {
    int capacity =
        allocator.calculateNewCapacity(payload.writerIndex() + bytes, stream.lengthBytes);
    int more = capacity - payload.capacity();
    if (!budget.tryReserve(more)) {
      throw new RtmpException(
          Reason.TOO_MUCH_PARTIAL, "unfinished messages: the server's media memory is used up");
    }
    stream.reservedBytes += more;
    payload.capacity(capacity);
  }

  private void finish(ChunkStream stream, MessageSink sink) {
    ByteBuf taken = stream.takePayload();
    ByteBuf payload = taken == null ? Unpooled.EMPTY_BUFFER : taken;
    endMessage(stream);
    switch (stream.type) {
      case MessageType.SET_CHUNK_SIZE -> setChunkSize(controlValue(payload));
      case MessageType.ABORT -> abort(controlValue(payload));
      default ->
          sink.onMessage(
              stream.type, stream.streamId, Integer.toUnsignedLong(stream.timestampMs), payload);
    }
  }

  private void endMessage(ChunkStream stream) {
    budget.release(stream.reservedBytes);
    stream.reservedBytes = 0;
    stream.inMessage = false;
    partialMessages--;
    partialBytes -= stream.lengthBytes;
  }

  private void drop(ChunkStream stream) {
    if (stream.inMessage) {
      endMessage(stream);
      ByteBuf payload = stream.takePayload();
      if (payload != null) {
        payload.release();
      }
    }
  }

  /** Takes {@code payload}. */
  private static int controlValue(ByteBuf payload) {
    try {
      if (payload.readableBytes() < Integer.BYTES) {
        throw new RtmpException(
            Reason.MALFORMED,
            "control message: " + payload.readableBytes() + " bytes (expected: 4)");
      }
      return payload.readInt();
    } finally {
      payload.release();
    }
  }

  /** §5.4.1. */
  private void setChunkSize(int bytes) {
    if (bytes <= 0) {
      throw new RtmpException(
          Reason.MALFORMED,
          "chunk size: " + Integer.toUnsignedLong(bytes) + " (expected: 1 to 2147483647)");
    }
    chunkBytes = Math.min(bytes, MAX_CHUNK_BYTES);
  }

  /** §5.4.2. */
  private void abort(int chunkStreamId) {
    ChunkStream stream =
        chunkStreamId >= 0 && chunkStreamId < ONE_BYTE_IDS
            ? lowStreams[chunkStreamId]
            : highStreams.get(chunkStreamId);
    if (stream != null && stream.inMessage) {
      droppedMessages++;
      drop(stream);
    }
  }

  private static long heldBytes(@Nullable ChunkStream stream) {
    return stream == null || stream.payload == null ? 0 : stream.payload.capacity();
  }
}
