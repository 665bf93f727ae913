package io.headrace.media.codec;

import io.netty.buffer.ByteBuf;

/**
 * MPEG-1 or MPEG-2 layer III, ISO/IEC 11172-3 §2.4.2.3 and 13818-3 §2.4.2.3. There is no record:
 * each frame says it all.
 */
public final class Mp3Config extends ParsedConfig implements AudioConfig {
  private static final byte[] NONE = {};
  private static final int HEADER_BYTES = 4;
  private static final int SYNC_MASK = 0xFFE0_0000;
  private static final int LAYER_III = 1;
  private static final int MPEG_1 = 3;
  private static final int MPEG_2 = 2;
  private static final int RESERVED_VERSION = 1;
  private static final int BAD_BITRATE = 0xF;
  private static final int MONO = 3;

  /** By sampling_frequency, of MPEG-1; MPEG-2 halves them, MPEG-2.5 quarters them. */
  private static final int[] RATE_HZ = {44_100, 48_000, 32_000};

  private final int version;
  private final int sampleRateHz;
  private final int channels;

  private Mp3Config(int version, int sampleRateHz, int channels) {
    super(
        new byte[] {
          (byte) version,
          (byte) channels,
          (byte) (sampleRateHz >> 16),
          (byte) (sampleRateHz >> 8),
          (byte) sampleRateHz
        });
    this.version = version;
    this.sampleRateHz = sampleRateHz;
    this.channels = channels;
  }

  /**
   * The configuration that {@code frame} is of. Borrows and does not move its indexes.
   *
   * @throws CodecException MALFORMED, EMPTY
   */
  public static Mp3Config ofFrame(ByteBuf frame) {
    if (!frame.isReadable()) {
      throw new CodecException(CodecException.Reason.EMPTY, "MP3 frame: empty");
    }
    int header = headerOf(frame);
    if (header == 0) {
      throw CodecException.malformed("MP3 frame: no header of layer III");
    }
    return new Mp3Config(header >> 19 & 3, rateHz(header), channels(header));
  }

  private static int rateHz(int header) {
    int version = header >> 19 & 3;
    int halvings = version == MPEG_1 ? 0 : version == MPEG_2 ? 1 : 2;
    return RATE_HZ[header >> 10 & 3] >> halvings;
  }

  private static int channels(int header) {
    return (header >> 6 & 3) == MONO ? 1 : 2;
  }

  /** The header of a frame, or 0 where there is none. */
  private static int headerOf(ByteBuf frame) {
    if (frame.readableBytes() < HEADER_BYTES) {
      return 0;
    }
    int header = frame.getInt(frame.readerIndex());
    boolean good =
        (header & SYNC_MASK) == SYNC_MASK
            && (header >> 19 & 3) != RESERVED_VERSION
            && (header >> 17 & 3) == LAYER_III
            && (header >> 12 & BAD_BITRATE) != BAD_BITRATE
            && (header >> 10 & 3) < RATE_HZ.length;
    return good ? header : 0;
  }

  /** Whether it is of MPEG-1; MPEG-2 has another object type in MP4. */
  public boolean isMpeg1() {
    return version == MPEG_1;
  }

  @Override
  public int sampleRateHz() {
    return sampleRateHz;
  }

  @Override
  public int channels() {
    return channels;
  }

  @Override
  public int samplesPerFrame() {
    return samplesOf(version);
  }

  @Override
  public int samplesIn(ByteBuf frame) {
    int header = headerOf(frame);
    return header == 0 ? 0 : samplesOf(header >> 19 & 3);
  }

  @Override
  public boolean fits(ByteBuf frame) {
    int header = headerOf(frame);
    return header == 0 || rateHz(header) == sampleRateHz && channels(header) == channels;
  }

  private static int samplesOf(int version) {
    return version == MPEG_1 ? 1_152 : 576;
  }

  /** The object type of MPEG-1 or MPEG-2 audio. No browser takes it in MP4. */
  @Override
  public String codecString() {
    return isMpeg1() ? "mp4a.6B" : "mp4a.69";
  }

  /** Empty: esds has none. */
  @Override
  public byte[] record() {
    return NONE;
  }

  @Override
  public byte[] sequenceHeader() {
    return NONE;
  }
}
