package io.headrace.media.codec;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * FLAC STREAMINFO, RFC 9639 §8.2: bare, behind its block header, or behind {@code fLaC} and that.
 */
public final class FlacConfig extends ParsedConfig implements AudioConfig {
  private static final String NAME = "FLAC configuration";
  private static final byte[] MAGIC = "fLaC".getBytes(StandardCharsets.US_ASCII);
  private static final int STREAMINFO_BYTES = 34;
  private static final int BLOCK_HEADER_BYTES = 4;

  /** Other metadata blocks may follow; they are not kept. */
  private static final int MAX_RECORD_BYTES = 64 << 10;

  /** The last block of metadata, of type STREAMINFO. */
  private static final byte[] BLOCK_HEADER = {(byte) 0x80, 0, 0, STREAMINFO_BYTES};

  private static final int MAX_BLOCK_AT = 2;
  private static final int RATE_AT = 10;

  /** Least and greatest size of a frame. */
  private static final int FRAME_BYTES_AT = 4;

  /** The last four bits of this byte and all behind it: length in samples, and checksum. */
  private static final int TOTAL_AT = 13;

  private static final int MIN_BLOCK_SAMPLES = 16;
  private static final int MAX_RATE_HZ = 655_350;

  private static final int SYNC = 0xFFF8;
  private static final int SYNC_MASK = 0xFFFE;
  private static final int FIXED_HEADER_BYTES = 4;

  private final int sampleRateHz;

  private FlacConfig(byte[] streamInfo) {
    super(streamInfo);
    this.sampleRateHz = u16(streamInfo, RATE_AT) << 4 | (streamInfo[RATE_AT + 2] & 0xFF) >> 4;
  }

  /**
   * Borrows {@code record} and does not move its indexes.
   *
   * @throws CodecException MALFORMED, EMPTY
   */
  public static FlacConfig parse(ByteBuf record) {
    byte[] bytes = copyOf(record, NAME, STREAMINFO_BYTES, MAX_RECORD_BYTES);
    int at = Arrays.equals(MAGIC, 0, MAGIC.length, bytes, 0, MAGIC.length) ? MAGIC.length : 0;
    if (bytes.length > STREAMINFO_BYTES) {
      int type = bytes[at] & 0x7F;
      at += BLOCK_HEADER_BYTES;
      if (type != 0 || bytes.length - at < STREAMINFO_BYTES) {
        throw CodecException.malformed(
            NAME + ": block of type " + type + " (expected: STREAMINFO)");
      }
    }
    FlacConfig config = new FlacConfig(open(Arrays.copyOfRange(bytes, at, at + STREAMINFO_BYTES)));
    if (config.sampleRateHz == 0
        || config.sampleRateHz > MAX_RATE_HZ
        || config.samplesPerFrame() < MIN_BLOCK_SAMPLES) {
      throw CodecException.malformed(
          NAME
              + ": blocks of "
              + config.samplesPerFrame()
              + " samples at "
              + config.sampleRateHz
              + " Hz");
    }
    return config;
  }

  /**
   * Makes unknown what can only be known of a stream that has ended. ffmpeg tells it then in
   * another record, which is thereby no change.
   */
  private static byte[] open(byte[] streamInfo) {
    Arrays.fill(streamInfo, FRAME_BYTES_AT, RATE_AT, (byte) 0);
    streamInfo[TOTAL_AT] &= (byte) 0xF0;
    Arrays.fill(streamInfo, TOTAL_AT + 1, STREAMINFO_BYTES, (byte) 0);
    return streamInfo;
  }

  private static int u16(byte[] bytes, int at) {
    return (bytes[at] & 0xFF) << 8 | bytes[at + 1] & 0xFF;
  }

  @Override
  public int sampleRateHz() {
    return sampleRateHz;
  }

  @Override
  public int channels() {
    return (original()[RATE_AT + 2] >> 1 & 7) + 1;
  }

  /** Of the largest block: all but the last have it unless the stream says otherwise. */
  @Override
  public int samplesPerFrame() {
    return u16(original(), MAX_BLOCK_AT);
  }

  /** Bits of a sample. */
  public int bitsPerSample() {
    return ((original()[RATE_AT + 2] & 1) << 4 | (original()[RATE_AT + 3] & 0xFF) >> 4) + 1;
  }

  /** By the frame header, RFC 9639 §9.1. */
  @Override
  public int samplesIn(ByteBuf frame) {
    int at = frame.readerIndex();
    if (frame.readableBytes() <= FIXED_HEADER_BYTES
        || (frame.getUnsignedShort(at) & SYNC_MASK) != SYNC) {
      return 0;
    }
    int code = frame.getUnsignedByte(at + 2) >> 4;
    if (code >= 8) {
      return 256 << code - 8;
    }
    return switch (code) {
      case 0 -> 0;
      case 1 -> 192;
      case 6, 7 -> writtenBlockSize(frame, code - 5);
      default -> 576 << code - 2;
    };
  }

  /** The block size that stands behind the coded number of the frame. */
  private static int writtenBlockSize(ByteBuf frame, int bytes) {
    int number = frame.readerIndex() + FIXED_HEADER_BYTES;
    int ones = Integer.numberOfLeadingZeros(~(frame.getByte(number) << 24));
    int at = number + Math.max(1, ones);
    if (at + bytes > frame.writerIndex()) {
      return 0;
    }
    return (bytes == 1 ? frame.getUnsignedByte(at) : frame.getUnsignedShort(at)) + 1;
  }

  /** As the sample entry is called; Chromium and Safari both take it. */
  @Override
  public String codecString() {
    return "fLaC";
  }

  /** {@code dfLa} with version and flags, Encapsulation of FLAC in ISO Base Media File Format. */
  @Override
  public byte[] record() {
    return behind(new byte[] {0, 0, 0, 0});
  }

  /** {@code fLaC} and the STREAMINFO block. */
  @Override
  public byte[] sequenceHeader() {
    return behind(MAGIC);
  }

  private byte[] behind(byte[] prefix) {
    byte[] out = Arrays.copyOf(prefix, prefix.length + BLOCK_HEADER_BYTES + STREAMINFO_BYTES);
    System.arraycopy(BLOCK_HEADER, 0, out, prefix.length, BLOCK_HEADER_BYTES);
    System.arraycopy(original(), 0, out, prefix.length + BLOCK_HEADER_BYTES, STREAMINFO_BYTES);
    return out;
  }
}
