package io.headrace.media.codec;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** OpusHead, RFC 7845 §5.1, with or without its magic. */
public final class OpusConfig extends ParsedConfig implements AudioConfig {
  /** Opus decodes at this rate, whatever was encoded. */
  public static final int SAMPLE_RATE_HZ = 48_000;

  private static final String NAME = "Opus configuration";
  private static final byte[] MAGIC = "OpusHead".getBytes(StandardCharsets.US_ASCII);
  private static final int FIXED_BYTES = 11;
  private static final int MAX_CHANNELS = 255;
  private static final int MAX_RECORD_BYTES = MAGIC.length + FIXED_BYTES + 2 + MAX_CHANNELS;

  private static final int CHANNELS_AT = 1;
  private static final int MAPPING_FAMILY_AT = 10;

  /** Where the bytes of 16 and 32 bits in {@code dOps} stand in OpusHead, the other way round. */
  private static final int[] BIG_ENDIAN = {3, 2, 7, 6, 5, 4, 9, 8};

  private static final int PACKET_20_MS = SAMPLE_RATE_HZ / 50;
  private static final int MAX_PACKET_SAMPLES = SAMPLE_RATE_HZ * 120 / 1_000;

  private OpusConfig(byte[] original) {
    super(original);
  }

  /**
   * Borrows {@code record} and does not move its indexes.
   *
   * @throws CodecException MALFORMED, EMPTY
   */
  public static OpusConfig parse(ByteBuf record) {
    byte[] head = copyOf(record, NAME, FIXED_BYTES, MAX_RECORD_BYTES);
    if (Arrays.equals(MAGIC, 0, MAGIC.length, head, 0, MAGIC.length)) {
      head = Arrays.copyOfRange(head, MAGIC.length, head.length);
    }
    int version = head.length < FIXED_BYTES ? -1 : head[0] & 0xFF;
    if (version < 0 || version > 15) {
      // The upper four bits are the major version.
      throw CodecException.malformed(NAME + ": version " + version + " (expected: 0 to 15)");
    }
    int channels = head[CHANNELS_AT] & 0xFF;
    boolean mapped = head[MAPPING_FAMILY_AT] != 0;
    int bytes = FIXED_BYTES + (mapped ? 2 + channels : 0);
    if (channels == 0 || !mapped && channels > 2 || head.length < bytes) {
      throw CodecException.malformed(
          NAME + ": " + channels + " channels in " + head.length + " bytes");
    }
    return new OpusConfig(Arrays.copyOf(head, bytes));
  }

  @Override
  public int sampleRateHz() {
    return SAMPLE_RATE_HZ;
  }

  @Override
  public int channels() {
    return original()[CHANNELS_AT] & 0xFF;
  }

  /** Of a packet of 20 ms, the usual one. */
  @Override
  public int samplesPerFrame() {
    return PACKET_20_MS;
  }

  /** By the TOC byte, RFC 6716 §3.1; of a multistream packet the first stream's. */
  @Override
  public int samplesIn(ByteBuf frame) {
    if (!frame.isReadable()) {
      return 0;
    }
    int toc = frame.getByte(frame.readerIndex()) & 0xFF;
    int samples = frameSamples(toc >> 3) * frameCount(toc & 3, frame);
    return samples <= MAX_PACKET_SAMPLES ? samples : 0;
  }

  private static int frameCount(int code, ByteBuf packet) {
    return switch (code) {
      case 0 -> 1;
      case 1, 2 -> 2;
      default -> packet.readableBytes() < 2 ? 0 : packet.getByte(packet.readerIndex() + 1) & 0x3F;
    };
  }

  /** RFC 6716 table 2: SILK 10 to 60 ms, hybrid 10 and 20 ms, CELT 2.5 to 20 ms. */
  private static int frameSamples(int configuration) {
    if (configuration < 12) {
      int step = configuration & 3;
      return step == 3 ? 3 * PACKET_20_MS : PACKET_20_MS / 2 << step;
    }
    return configuration < 16
        ? PACKET_20_MS / 2 << (configuration & 1)
        : PACKET_20_MS / 8 << (configuration & 3);
  }

  /** As the sample entry is called; Chromium and Safari both take it. */
  @Override
  public String codecString() {
    return "Opus";
  }

  /** {@code dOps}, Encapsulation of Opus in ISO Base Media File Format §4.3.2. */
  @Override
  public byte[] record() {
    byte[] record = original().clone();
    record[0] = 0;
    for (int i = 0; i < BIG_ENDIAN.length; i++) {
      record[2 + i] = original()[BIG_ENDIAN[i]];
    }
    return record;
  }

  /** OpusHead with its magic. */
  @Override
  public byte[] sequenceHeader() {
    byte[] header = Arrays.copyOf(MAGIC, MAGIC.length + original().length);
    System.arraycopy(original(), 0, header, MAGIC.length, original().length);
    return header;
  }
}
