package io.headrace.media.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * AV1CodecConfigurationRecord, AV1 Codec ISO Media File Format Binding §2.3. Where it holds no
 * sequence header, the first key frame's completes it.
 */
public final class Av1Config extends ParsedConfig implements VideoConfig {
  /** Longest record that is read; real ones have some 20 bytes. */
  public static final int MAX_RECORD_BYTES = 4_096;

  private static final String NAME = "AV1 configuration";
  private static final int FIXED_BYTES = 4;
  private static final int MARKER_AND_VERSION = 0x81;
  private static final Av1Sequence NOTHING_KNOWN =
      new Av1Sequence(
          0, 0, false, 8, false, 1, 1, 0, new VideoFormat(0, 0, 1, 1, 0, 0, Colour.UNSPECIFIED));

  private final @Nullable Av1Sequence sequence;

  private Av1Config(byte[] original, @Nullable Av1Sequence sequence) {
    super(original);
    this.sequence = sequence;
  }

  /**
   * Borrows {@code record} and does not move its indexes.
   *
   * @throws CodecException MALFORMED, EMPTY
   */
  public static Av1Config parse(ByteBuf record) {
    byte[] original = copyOf(record, NAME, FIXED_BYTES, MAX_RECORD_BYTES);
    if ((original[0] & 0xFF) != MARKER_AND_VERSION) {
      throw CodecException.malformed(
          NAME + ": marker and version " + (original[0] & 0xFF) + " (expected: 129)");
    }
    return withSequenceIn(original, Unpooled.wrappedBuffer(original).skipBytes(FIXED_BYTES));
  }

  private static Av1Config withSequenceIn(byte[] original, ByteBuf units) {
    if (!Av1Units.areWhole(units) || !Av1Units.haveSizes(units)) {
      throw CodecException.malformed(NAME + ": OBUs do not add up to the record");
    }
    int at = Av1Units.find(units, Av1Units.SEQUENCE_HEADER);
    if (at < 0) {
      return new Av1Config(original, null);
    }
    int payload = Av1Units.payloadAt(units, at);
    int bytes = Av1Units.endOf(units, at) - payload;
    return new Av1Config(original, Av1Sequence.parse(ByteBufUtil.getBytes(units, payload, bytes)));
  }

  @Override
  public boolean isComplete() {
    return sequence != null;
  }

  @Override
  public VideoConfig completedBy(ByteBuf syncFrame) {
    int at = sequence == null ? Av1Units.find(syncFrame, Av1Units.SEQUENCE_HEADER) : -1;
    if (at < 0) {
      return this;
    }
    int bytes = Av1Units.endOf(syncFrame, at) - at;
    if (bytes > MAX_RECORD_BYTES) {
      throw CodecException.malformed(
          NAME + ": sequence header of " + bytes + " bytes (expected: <= 4096)");
    }
    byte[] grown = Arrays.copyOf(original(), original().length + bytes);
    syncFrame.getBytes(at, grown, original().length, bytes);
    return withSequenceIn(grown, Unpooled.wrappedBuffer(grown).skipBytes(FIXED_BYTES));
  }

  private Av1Sequence known() {
    return sequence == null ? NOTHING_KNOWN : sequence;
  }

  @Override
  public VideoFormat format() {
    return known().format();
  }

  /** The OBUs of the record: the sequence header and what stands beside it. Not to be changed. */
  ByteBuf units() {
    return Unpooled.wrappedBuffer(original()).skipBytes(FIXED_BYTES);
  }

  /** AV1 Codec ISO Media File Format Binding §5; what may be left out is, where it is ordinary. */
  @Override
  public String codecString() {
    return known().codecString();
  }

  /** With profile and level of the sequence header, so that it agrees with the codec string. */
  @Override
  public byte[] record() {
    byte[] record = original().clone();
    if (sequence != null) {
      sequence.describe(record);
    }
    return record;
  }

  @Override
  public byte[] sequenceHeader() {
    return record();
  }
}
