package io.headrace.bench.load;

import io.headrace.media.flv.FlvFileWriter;
import io.headrace.media.flv.TagType;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** An FLV of {@link SyntheticFrames}: what publishers replay where no encoder is at hand. */
public final class SyntheticFlv {
  /** 375 AAC frames and 240 pictures: the shortest run in which both end together. */
  public static final int SECONDS_STEP = 8;

  private SyntheticFlv() {}

  /**
   * The whole file. Ownership: the caller releases it.
   *
   * @param bitsPerSecond payload of video and audio together
   * @param seconds length; rounded up to a multiple of {@value #SECONDS_STEP}
   * @param seed the same seed makes the same bytes
   */
  public static ByteBuf write(
      int bitsPerSecond, int seconds, long seed, ByteBufAllocator allocator) {
    return write(bitsPerSecond, seconds, 1, seed, allocator);
  }

  /**
   * The whole file. Ownership: the caller releases it.
   *
   * @param bitsPerSecond payload of video and audio together
   * @param seconds length; rounded up to a multiple of {@value #SECONDS_STEP}
   * @param gopSeconds from one key frame to the next; divides {@value #SECONDS_STEP}
   * @param seed the same seed makes the same bytes
   */
  public static ByteBuf write(
      int bitsPerSecond, int seconds, int gopSeconds, long seed, ByteBufAllocator allocator) {
    int wholeSeconds = Math.max(1, (seconds + SECONDS_STEP - 1) / SECONDS_STEP) * SECONDS_STEP;
    SyntheticFrames frames =
        new SyntheticFrames(bitsPerSecond, gopSeconds * SyntheticFrames.FRAMES_PER_SECOND, seed);
    ByteBuf file = allocator.directBuffer(bitsPerSecond / 8 * wholeSeconds);
    ByteBuf body = allocator.heapBuffer();
    FlvFileWriter writer = new FlvFileWriter(file, true, true);
    writer.writeTag(TagType.VIDEO, 0, SyntheticFrames.avcConfig());
    writer.writeTag(TagType.AUDIO, 0, SyntheticFrames.aacConfig());
    frames.next(body);
    while (frames.timestampMs() < wholeSeconds * 1_000L) {
      writer.writeTag(frames.type(), frames.timestampMs(), body);
      frames.next(body);
    }
    body.release();
    return file;
  }
}
