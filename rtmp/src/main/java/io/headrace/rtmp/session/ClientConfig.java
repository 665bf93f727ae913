package io.headrace.rtmp.session;

import io.headrace.rtmp.amf.AmfLimits;
import io.headrace.rtmp.chunk.ChunkLimits;

/**
 * How a client behaves.
 *
 * @param limits deadlines and budgets of a connection
 * @param chunks what a server may make the chunk reader hold or do
 * @param amf what a command or data message may hold
 * @param publishChunkBytes chunk size of what is published
 */
public record ClientConfig(
    ClientLimits limits, ChunkLimits chunks, AmfLimits amf, int publishChunkBytes) {
  /** As OBS. */
  private static final int DEFAULT_PUBLISH_CHUNK_BYTES = 4_096;

  public static final ClientConfig DEFAULT =
      new ClientConfig(
          ClientLimits.DEFAULT,
          ChunkLimits.DEFAULT,
          AmfLimits.DEFAULT,
          DEFAULT_PUBLISH_CHUNK_BYTES);

  /** This configuration with another chunk size. */
  public ClientConfig withPublishChunkBytes(int bytes) {
    return new ClientConfig(limits, chunks, amf, bytes);
  }

  /** This configuration with other limits. */
  public ClientConfig withLimits(ClientLimits newLimits) {
    return new ClientConfig(newLimits, chunks, amf, publishChunkBytes);
  }
}
