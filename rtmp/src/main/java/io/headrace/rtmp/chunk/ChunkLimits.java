package io.headrace.rtmp.chunk;

import io.headrace.rtmp.message.MessageType;

/**
 * What a peer may make the reader hold or do.
 *
 * @param commandBytes longest command, and longest message of a kind without a limit of its own
 * @param dataBytes longest data message
 * @param mediaBytes longest audio, video or aggregate message
 * @param chunkStreams most distinct chunk stream ids of a connection
 * @param partialMessages most messages begun and not finished at once
 * @param partialBytes most bytes that those announce together
 * @param smallChunksPerSecond most chunks of less than {@value #SMALL_CHUNK_BYTES} bytes per
 *     second; they cost much and carry little
 */
public record ChunkLimits(
    int commandBytes,
    int dataBytes,
    int mediaBytes,
    int chunkStreams,
    int partialMessages,
    int partialBytes,
    int smallChunksPerSecond) {
  /** Chunks below this size are charged for. */
  public static final int SMALL_CHUNK_BYTES = 128;

  /** A message length has 24 bits. */
  public static final int MAX_MESSAGE_BYTES = 0xFF_FFFF;

  public static final ChunkLimits DEFAULT =
      new ChunkLimits(64 << 10, 256 << 10, 8 << 20, 64, 8, 16 << 20, 50_000);

  public ChunkLimits {
    check("rtmp.max-command-bytes", commandBytes, MAX_MESSAGE_BYTES);
    check("rtmp.max-data-bytes", dataBytes, MAX_MESSAGE_BYTES);
    check("rtmp.max-media-bytes", mediaBytes, MAX_MESSAGE_BYTES);
    check("rtmp.max-chunk-streams", chunkStreams, 65_536);
    check("rtmp.max-partial-messages", partialMessages, chunkStreams);
    check("rtmp.max-partial-bytes", partialBytes, 1 << 30);
    check("rtmp.max-small-chunks-per-second", smallChunksPerSecond, Integer.MAX_VALUE);
    if (partialBytes < mediaBytes) {
      throw new IllegalArgumentException(
          "rtmp.max-partial-bytes: "
              + partialBytes
              + " (expected: >= rtmp.max-media-bytes, "
              + mediaBytes
              + ")");
    }
  }

  /** The longest message of a type. */
  int messageBytes(int type) {
    return switch (type) {
      case MessageType.AUDIO, MessageType.VIDEO, MessageType.AGGREGATE -> mediaBytes;
      case MessageType.DATA_AMF0, MessageType.DATA_AMF3 -> dataBytes;
      default -> commandBytes;
    };
  }

  private static void check(String key, int value, int max) {
    if (value <= 0 || value > max) {
      throw new IllegalArgumentException(key + ": " + value + " (expected: 1 to " + max + ")");
    }
  }
}
