package io.headrace.rtmp.relay;

import io.headrace.media.flv.TagWriter;
import io.headrace.media.frame.Track;
import io.headrace.rtmp.amf.AmfValue;
import io.headrace.rtmp.amf.AmfWriter;
import io.headrace.rtmp.chunk.ChunkWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a player is told before frames: that it may read samples, once; then metadata and sequence
 * headers, and colour metadata behind the header of their track. When the tracks change, most
 * players are told the same: what was written last is kept until {@link #clear}.
 *
 * <p>Thread: the loop.
 */
final class Preambles {
  /** ffmpeg takes metadata of any other time for a stream of subtitles. */
  private static final long METADATA_MS = 0;

  /** A data message that Flash players want before they touch the media. */
  private static final String SAMPLE_ACCESS = "|RtmpSampleAccess";

  /**
   * What is asked for.
   *
   * @param tracks all tracks
   * @param takes those that the player gets
   * @param headers those whose sequence header it does not have
   * @param first whether this is the first it is told
   * @param timestampMs time of the headers: not later than the frames that follow
   */
  record Request(List<Track> tracks, long takes, long headers, boolean first, long timestampMs) {}

  private final ByteBufAllocator allocator;
  private final ChunkWriter chunks = new ChunkWriter();
  private @Nullable Request last;
  private ByteBuf lastWritten = Unpooled.EMPTY_BUFFER;

  Preambles(ByteBufAllocator allocator) {
    this.allocator = allocator;
    chunks.chunkBytes(BatchWriter.CHUNK_BYTES);
  }

  /** The messages asked for, as chunks, retained. */
  ByteBuf retained(Request request) {
    if (!request.equals(last)) {
      clear();
      lastWritten = write(request);
      last = request;
    }
    return lastWritten.retainedDuplicate();
  }

  /** Forgets what was written last. */
  void clear() {
    lastWritten.release();
    lastWritten = Unpooled.EMPTY_BUFFER;
    last = null;
  }

  private ByteBuf write(Request request) {
    ByteBuf out = allocator.directBuffer();
    ByteBuf body = Unpooled.buffer();
    if (request.first()) {
      AmfWriter.write(body, AmfValue.of(SAMPLE_ACCESS));
      AmfWriter.write(body, AmfValue.of(true));
      AmfWriter.write(body, AmfValue.of(true));
      message(Slots.DATA, METADATA_MS, body, out);
    }
    AmfWriter.write(body, AmfValue.of(PlayMetadata.NAME));
    AmfWriter.write(body, PlayMetadata.of(request.tracks(), request.takes()));
    message(Slots.DATA, METADATA_MS, body, out);
    headers(request, Slots.VIDEO, body, out);
    headers(request, Slots.AUDIO, body, out);
    return out;
  }

  private void headers(Request request, long kind, ByteBuf body, ByteBuf out) {
    for (Track track : request.tracks()) {
      int slot = Slots.of(track);
      if (slot == Slots.NONE || (request.headers() & kind & Slots.bit(slot)) == 0) {
        continue;
      }
      if (TagWriter.writeSequenceHeader(body, track)) {
        message(slot, request.timestampMs(), body, out);
      }
      if (TagWriter.writeColorInfo(body, track)) {
        message(slot, request.timestampMs(), body, out);
      }
    }
  }

  private void message(int slot, long timestampMs, ByteBuf body, ByteBuf out) {
    chunks.write(
        BatchWriter.chunkStreamId(slot),
        BatchWriter.messageType(slot),
        BatchWriter.STREAM_ID,
        timestampMs,
        body,
        out);
    body.clear();
  }
}
