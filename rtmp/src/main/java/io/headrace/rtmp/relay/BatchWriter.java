package io.headrace.rtmp.relay;

import io.headrace.media.flv.TagWriter;
import io.headrace.media.frame.MediaFrame;
import io.headrace.rtmp.chunk.ChunkLimits;
import io.headrace.rtmp.chunk.ChunkWriter;
import io.headrace.rtmp.message.MessageType;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Collects the frames of a batch and then writes them as chunks, once, into a buffer of exactly
 * their size. Message stream, chunk streams and chunk size are the same for all players, and times
 * are those of the stream.
 *
 * <p>Thread: the loop.
 */
final class BatchWriter implements AutoCloseable {
  /** Chunk size in force between this server and every player. */
  static final int CHUNK_BYTES = 65_536;

  /** The one message stream that players are given. */
  static final int STREAM_ID = 1;

  static final int DATA_CSID = 5;
  static final int VIDEO_CSID = 6;
  static final int AUDIO_CSID = 7;

  /** Frames after which a batch is full, whatever their size. */
  static final int MAX_FRAMES = 256;

  private final ChunkWriter chunks = new ChunkWriter();
  private final int batchBytes;
  private final MediaFrame[] frames = new MediaFrame[MAX_FRAMES];
  private final int[] headEnds = new int[MAX_FRAMES];
  private final ByteBuf heads;
  private int count;
  private int wireBytes;
  private long slots;

  /**
   * @param batchBytes bytes on the wire after which a batch is full
   */
  BatchWriter(ByteBufAllocator allocator, int batchBytes) {
    this.batchBytes = batchBytes;
    // Of the same kind as the batch: Netty copies between these without making garbage.
    this.heads = allocator.directBuffer(MAX_FRAMES * TagWriter.MAX_FRAME_HEADER_BYTES);
    chunks.chunkBytes(CHUNK_BYTES);
  }

  /**
   * Adds a frame. Ownership: borrows {@code frame}, and keeps a count of it if it is added.
   *
   * @return false, and nothing is added, when it is too long for a message
   */
  boolean add(MediaFrame frame, int slot) {
    assert count < MAX_FRAMES : "full";
    int headBytes = TagWriter.writeFrameHeader(heads, frame);
    int messageBytes = headBytes + frame.sizeBytes();
    if (messageBytes > ChunkLimits.MAX_MESSAGE_BYTES) {
      heads.writerIndex(heads.writerIndex() - headBytes);
      return false;
    }
    wireBytes += chunks.wireBytes(chunkStreamId(slot), TagWriter.timestampMs(frame), messageBytes);
    headEnds[count] = heads.writerIndex();
    frames[count++] = frame.retained();
    slots |= Slots.bit(slot);
    return true;
  }

  boolean isEmpty() {
    return count == 0;
  }

  boolean isFull() {
    return count == MAX_FRAMES || wireBytes >= batchBytes;
  }

  int count() {
    return count;
  }

  /** The tracks that frames were added of. */
  long slots() {
    return slots;
  }

  /** The frames added, as one batch; null, and they stay, when there is no memory. */
  @Nullable Batch finish(ReservedBuffers buffers) {
    ByteBuf wire = buffers.allocate(wireBytes);
    if (wire == null) {
      return null;
    }
    long firstMs = Long.MAX_VALUE;
    long lastMs = Long.MIN_VALUE;
    for (int i = 0; i < count; i++) {
      long timestampMs = TagWriter.timestampMs(frames[i]);
      firstMs = Math.min(firstMs, timestampMs);
      lastMs = Math.max(lastMs, timestampMs);
    }
    Batch batch = new Batch(wire, count, firstMs, lastMs);
    for (int i = 0; i < count; i++) {
      MediaFrame frame = frames[i];
      int slot = Slots.of(frame.track());
      heads.setIndex(i == 0 ? 0 : headEnds[i - 1], headEnds[i]);
      chunks.write(
          chunkStreamId(slot),
          messageType(slot),
          STREAM_ID,
          TagWriter.timestampMs(frame),
          heads,
          frame.data(),
          wire);
      batch.ended(slot, frame.isSync());
    }
    discard();
    return batch;
  }

  /** Drops the frames added. */
  @SuppressWarnings("NullAway") // slots beyond count are never read
  void discard() {
    for (int i = 0; i < count; i++) {
      frames[i].release();
      frames[i] = null;
    }
    heads.clear();
    count = 0;
    wireBytes = 0;
    slots = 0;
  }

  /** Drops the frames added; nothing follows. */
  @Override
  public void close() {
    discard();
    heads.release();
  }

  static int chunkStreamId(int slot) {
    if (slot == Slots.DATA) {
      return DATA_CSID;
    }
    return Slots.isVideo(slot) ? VIDEO_CSID : AUDIO_CSID;
  }

  static int messageType(int slot) {
    if (slot == Slots.DATA) {
      return MessageType.DATA_AMF0;
    }
    return Slots.isVideo(slot) ? MessageType.VIDEO : MessageType.AUDIO;
  }
}
