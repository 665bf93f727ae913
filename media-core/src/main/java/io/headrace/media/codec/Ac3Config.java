package io.headrace.media.codec;

import io.headrace.media.bits.BitsException;
import io.netty.buffer.ByteBuf;

/**
 * AC-3 or E-AC-3, ETSI TS 102 366. There is no record on the way in: each frame says it all, and
 * the boxes {@code dac3} and {@code dec3} of annex F are made from the first.
 */
public final class Ac3Config extends ParsedConfig implements AudioConfig {
  private static final byte[] NONE = {};

  private final boolean enhanced;
  private final int format;
  private final int sampleRateHz;
  private final int channels;

  /**
   * @param record payload of {@code dac3} or {@code dec3}
   * @param format of its frames, see {@link Ac3Frames#format}
   */
  Ac3Config(byte[] record, boolean enhanced, int format, int sampleRateHz, int channels) {
    super(record);
    this.enhanced = enhanced;
    this.format = format;
    this.sampleRateHz = sampleRateHz;
    this.channels = channels;
  }

  /**
   * The configuration that {@code frame} is of: one syncframe, or all that belong to one time.
   * Borrows and does not move its indexes.
   *
   * @throws CodecException MALFORMED, EMPTY
   */
  public static Ac3Config ofFrame(ByteBuf frame) {
    if (!frame.isReadable()) {
      throw new CodecException(CodecException.Reason.EMPTY, "AC-3 frame: empty");
    }
    try {
      return new Ac3Reader(frame).read();
    } catch (BitsException e) {
      throw CodecException.malformed("AC-3 frame: " + e.getMessage());
    }
  }

  /** Whether it is E-AC-3. */
  public boolean isEnhanced() {
    return enhanced;
  }

  @Override
  public int sampleRateHz() {
    return sampleRateHz;
  }

  /** Of the first independent substream, the low-frequency one included. */
  @Override
  public int channels() {
    return channels;
  }

  /** Six blocks; E-AC-3 frames of fewer blocks come together. */
  @Override
  public int samplesPerFrame() {
    return Ac3Frames.ORDINARY_SAMPLES;
  }

  @Override
  public int samplesIn(ByteBuf frame) {
    return Ac3Frames.samplesIn(frame);
  }

  @Override
  public boolean fits(ByteBuf frame) {
    int at = frame.readerIndex();
    return frame.readableBytes() < Ac3Frames.FORMAT_BYTES
        || !Ac3Frames.isSyncframe(frame, at)
        || Ac3Frames.format(frame, at) == format;
  }

  @Override
  public String codecString() {
    return enhanced ? "ec-3" : "ac-3";
  }

  /** {@code dac3}, annex F.4, or {@code dec3}, annex F.6. */
  @Override
  public byte[] record() {
    return original().clone();
  }

  /** Empty: the frames say it all. */
  @Override
  public byte[] sequenceHeader() {
    return NONE;
  }
}
