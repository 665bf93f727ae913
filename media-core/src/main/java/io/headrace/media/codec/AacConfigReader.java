package io.headrace.media.codec;

import io.headrace.media.bits.BitReader;
import io.headrace.media.codec.CodecException.Reason;

/** Reads an AudioSpecificConfig, ISO/IEC 14496-3 §1.6.2.1, §4.4.1.1 and §4.5.1.2. */
final class AacConfigReader {
  private static final int SBR = 5;
  private static final int PS = 29;
  private static final int ESCAPE_OBJECT_TYPE = 31;
  private static final int ESCAPE_FREQUENCY = 15;
  private static final int SYNC_SBR = 0x2B7;
  private static final int SYNC_PS = 0x548;
  private static final int MIN_RATE_HZ = 1_000;
  private static final int MAX_RATE_HZ = 192_000;

  /** By samplingFrequencyIndex, table 1.18. */
  private static final int[] RATE_HZ = {
    96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000,
    7_350,
  };

  /** By channelConfiguration, table 1.19; 0 is reserved, or a program config for the first. */
  private static final int[] CHANNELS = {0, 1, 2, 3, 4, 5, 6, 8, 0, 0, 0, 7, 8, 0, 8, 0};

  private final BitReader bits;
  private boolean sbr;
  private boolean ps;
  private int coreRateHz;
  private int outputRateHz;
  private int channels;
  private int coreFrameSamples;

  AacConfigReader(BitReader bits) {
    this.bits = bits;
  }

  AacConfig read(byte[] record) {
    int objectType = readObjectType();
    coreRateHz = readRate();
    outputRateHz = coreRateHz;
    int channelConfiguration = bits.u(4);
    boolean explicit = objectType == SBR || objectType == PS;
    if (explicit) {
      sbr = true;
      ps = objectType == PS;
      outputRateHz = readRate();
      objectType = readObjectType();
    }
    if (objectType < 1 || objectType > 4) {
      throw new CodecException(
          Reason.UNSUPPORTED, "AAC object type: " + objectType + " (expected: 1 to 4, 5 or 29)");
    }
    readGeneralAudio(channelConfiguration);
    if (!explicit) {
      readSyncExtension();
    }
    if (outputRateHz != coreRateHz && outputRateHz != 2 * coreRateHz) {
      throw malformed("SBR rate: " + outputRateHz + " Hz over " + coreRateHz + " Hz");
    }
    return new AacConfig(
        record,
        ps ? PS : sbr ? SBR : objectType,
        outputRateHz,
        ps ? 2 : channels,
        coreFrameSamples * (outputRateHz / coreRateHz));
  }

  private int readObjectType() {
    int type = bits.u(5);
    return type == ESCAPE_OBJECT_TYPE ? 32 + bits.u(6) : type;
  }

  private int readRate() {
    int index = bits.u(4);
    if (index == ESCAPE_FREQUENCY) {
      int rate = bits.u(24);
      if (rate < MIN_RATE_HZ || rate > MAX_RATE_HZ) {
        throw malformed(
            "rate: " + rate + " Hz (expected: " + MIN_RATE_HZ + " to " + MAX_RATE_HZ + ")");
      }
      return rate;
    }
    if (index >= RATE_HZ.length) {
      throw malformed("sampling frequency index: " + index + " (expected: <= 12 or 15)");
    }
    return RATE_HZ[index];
  }

  /** GASpecificConfig. */
  private void readGeneralAudio(int channelConfiguration) {
    coreFrameSamples = bits.flag() ? 960 : 1024;
    if (bits.flag()) {
      bits.skip(14); // coreCoderDelay
    }
    boolean extension = bits.flag();
    channels = channelConfiguration == 0 ? readProgramConfig() : CHANNELS[channelConfiguration];
    if (channels == 0) {
      throw malformed("channel configuration: " + channelConfiguration + " gives no channel");
    }
    if (extension) {
      bits.skip(1); // extensionFlag3
    }
  }

  /** program_config_element; returns its channels. */
  private int readProgramConfig() {
    bits.skip(4 + 2 + 4); // element_instance_tag, object_type, sampling_frequency_index
    int elements = bits.u(4) + bits.u(4) + bits.u(4); // front, side, back
    int lfe = bits.u(2);
    int data = bits.u(3);
    int coupling = bits.u(4);
    skipIfPresent(4); // mono_mixdown
    skipIfPresent(4); // stereo_mixdown
    skipIfPresent(3); // matrix_mixdown
    int total = lfe;
    for (int i = 0; i < elements; i++) {
      total += bits.flag() ? 2 : 1;
      bits.skip(4);
    }
    bits.skip(4 * lfe + 4 * data + 5 * coupling);
    bits.align();
    bits.skip(8 * bits.u(8)); // comment
    return total;
  }

  private void skipIfPresent(int length) {
    if (bits.flag()) {
      bits.skip(length);
    }
  }

  /** The backward compatible signalling of SBR and PS; one that is cut short says nothing. */
  private void readSyncExtension() {
    if (bits.bitsLeft() < 17 || bits.u(11) != SYNC_SBR || readObjectType() != SBR) {
      return;
    }
    if (!bits.flag()) {
      return;
    }
    sbr = true;
    outputRateHz = readRate();
    ps = bits.bitsLeft() >= 12 && bits.u(11) == SYNC_PS && bits.flag();
  }

  private static CodecException malformed(String message) {
    return new CodecException(Reason.MALFORMED, "AAC configuration: " + message);
  }
}
