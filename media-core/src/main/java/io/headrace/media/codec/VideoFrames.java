package io.headrace.media.codec;

import io.netty.buffer.ByteBuf;

/**
 * Brings frames of every video codec into the one form that they have here. Thread: any; stateless.
 *
 * @see NalFrames
 * @see Av1Frames
 * @see Vp9Frames
 */
public final class VideoFrames {
  private VideoFrames() {}

  /**
   * Ownership: takes {@code frame}, also when it throws; the caller owns the result, which may be
   * the same buffer with other indexes.
   *
   * @param frame readable bytes are what the publisher sent
   * @param config the configuration in force
   * @return an empty buffer where nothing is left
   * @throws CodecException MALFORMED when its structure does not fit its length
   */
  public static ByteBuf normalized(ByteBuf frame, VideoConfig config) {
    if (config instanceof NalConfig nal) {
      return NalFrames.normalized(frame, nal);
    }
    return config instanceof Av1Config av1 ? Av1Frames.normalized(frame, av1) : frame;
  }

  /**
   * What a normalized frame holds.
   *
   * <p>Ownership: borrows.
   *
   * @param config the configuration in force
   */
  public static FrameContent content(ByteBuf normalized, VideoConfig config) {
    if (config instanceof NalConfig nal) {
      return NalFrames.content(normalized, nal);
    }
    return config instanceof Av1Config
        ? Av1Frames.content(normalized)
        : Vp9Frames.content(normalized);
  }
}
