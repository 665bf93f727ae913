package io.headrace.media.codec;

import io.headrace.media.bits.BitReader;
import io.headrace.media.bits.BitsException;
import io.netty.buffer.ByteBuf;

/**
 * AudioSpecificConfig, ISO/IEC 14496-3 §1.6.2.1, of the object types Main, LC, SSR and LTP, with or
 * without SBR and PS.
 */
public final class AacConfig extends ParsedConfig implements AudioConfig {
  /** Longest record that is read; one with a program config and comment stays below. */
  public static final int MAX_RECORD_BYTES = 512;

  private static final String NAME = "AAC configuration";

  private final int objectType;
  private final int sampleRateHz;
  private final int channels;
  private final int samplesPerFrame;

  AacConfig(byte[] record, int objectType, int sampleRateHz, int channels, int samplesPerFrame) {
    super(record);
    this.objectType = objectType;
    this.sampleRateHz = sampleRateHz;
    this.channels = channels;
    this.samplesPerFrame = samplesPerFrame;
  }

  /**
   * Borrows {@code record} and does not move its indexes.
   *
   * @throws CodecException MALFORMED, EMPTY, or UNSUPPORTED for other object types
   */
  public static AacConfig parse(ByteBuf record) {
    byte[] copy = copyOf(record, NAME, 2, MAX_RECORD_BYTES);
    try {
      return new AacConfigReader(new BitReader(copy)).read(copy);
    } catch (BitsException e) {
      throw CodecException.malformed(NAME + ": " + e.getMessage());
    }
  }

  /** Audio object type: 2 LC, 5 SBR, 29 PS. */
  public int objectType() {
    return objectType;
  }

  /** With SBR the doubled rate. */
  @Override
  public int sampleRateHz() {
    return sampleRateHz;
  }

  /** With PS 2. */
  @Override
  public int channels() {
    return channels;
  }

  /** 1024, 960, or twice that with SBR. */
  @Override
  public int samplesPerFrame() {
    return samplesPerFrame;
  }

  /** All frames are alike. */
  @Override
  public int samplesIn(ByteBuf frame) {
    return samplesPerFrame;
  }

  /** RFC 6381 §3.3. */
  @Override
  public String codecString() {
    return "mp4a.40." + objectType;
  }

  @Override
  public byte[] record() {
    return original().clone();
  }

  @Override
  public byte[] sequenceHeader() {
    return original().clone();
  }
}
