package io.headrace.media.mp4;

import io.netty.buffer.ByteBuf;

/**
 * Writes CMAF chunks: one {@code moof} with one {@code traf} and one {@code trun}, and one {@code
 * mdat} (ISO/IEC 14496-12 §8.8, 23000-19 §7.3.2.3). Defaults stand in each {@code tfhd}, so that a
 * fragment says all by itself, as {@code cmf2} asks.
 *
 * <p>Allocates nothing. Thread: any; stateless.
 */
public final class FragmentWriter {
  static final int SYNC_FLAGS = 0x0200_0000;
  static final int NON_SYNC_FLAGS = 0x0101_0000;

  private static final int MOOF = BoxWriter.type("moof");
  private static final int MFHD = BoxWriter.type("mfhd");
  private static final int TRAF = BoxWriter.type("traf");
  private static final int TFHD = BoxWriter.type("tfhd");
  private static final int TFDT = BoxWriter.type("tfdt");
  private static final int TRUN = BoxWriter.type("trun");
  private static final int MDAT = BoxWriter.type("mdat");

  private static final int TFHD_DEFAULT_DURATION = 0x00_0008;
  private static final int TFHD_DEFAULT_FLAGS = 0x00_0020;
  private static final int TFHD_DEFAULT_BASE_IS_MOOF = 0x02_0000;

  private static final int TRUN_DATA_OFFSET = 0x001;
  private static final int TRUN_FIRST_FLAGS = 0x004;
  private static final int TRUN_DURATION = 0x100;
  private static final int TRUN_SIZE = 0x200;
  private static final int TRUN_FLAGS = 0x400;
  private static final int TRUN_COMPOSITION_OFFSET = 0x800;

  private static final int MFHD_BYTES = BoxWriter.FULL_HEADER_BYTES + Integer.BYTES;
  private static final int TFDT_BYTES = BoxWriter.FULL_HEADER_BYTES + Long.BYTES;

  private FragmentWriter() {}

  /** Exactly the bytes that {@link #write} adds for {@code samples}, which have ended. */
  public static int sizeBytes(SampleBatch samples) {
    int bytes = moofBytes(tfhdFlags(samples), trunFlags(samples), samples.count());
    return Math.addExact(bytes + BoxWriter.HEADER_BYTES, samples.payloadBytes());
  }

  /**
   * Appends one chunk to {@code out} and copies each payload once.
   *
   * <p>Ownership: borrows {@code samples}, which must have ended and stay as they are, and {@code
   * out}.
   *
   * @param sequence mfhd sequence_number: from 1, increasing with each fragment of the track
   */
  public static void write(SampleBatch samples, int sequence, ByteBuf out) {
    if (!samples.isEnded()) {
      throw new IllegalStateException("batch has not ended");
    }
    int tfhdFlags = tfhdFlags(samples);
    int trunFlags = trunFlags(samples);
    int moof = BoxWriter.begin(out, MOOF);
    int mfhd = BoxWriter.beginFull(out, MFHD, 0, 0);
    out.writeInt(sequence);
    BoxWriter.end(out, mfhd);
    int traf = BoxWriter.begin(out, TRAF);
    writeHeader(samples, tfhdFlags, trunFlags, out);
    writeDecodeTime(samples, out);
    int dataOffset = moofBytes(tfhdFlags, trunFlags, samples.count()) + BoxWriter.HEADER_BYTES;
    writeRun(samples, trunFlags, dataOffset, out);
    BoxWriter.end(out, traf);
    BoxWriter.end(out, moof);
    int mdat = BoxWriter.begin(out, MDAT);
    for (int i = 0; i < samples.count(); i++) {
      ByteBuf payload = samples.payload(i);
      out.writeBytes(payload, payload.readerIndex(), payload.readableBytes());
    }
    BoxWriter.end(out, mdat);
  }

  /** {@code tfhd}, ISO/IEC 14496-12 §8.8.7. */
  private static void writeHeader(SampleBatch samples, int tfhdFlags, int trunFlags, ByteBuf out) {
    int tfhd = BoxWriter.beginFull(out, TFHD, 0, tfhdFlags);
    out.writeInt(InitSegmentWriter.TRACK_ID);
    if ((tfhdFlags & TFHD_DEFAULT_DURATION) != 0) {
      out.writeInt(samples.durationTicks(0));
    }
    boolean othersSync = (trunFlags & TRUN_FIRST_FLAGS) == 0 && samples.isSync(0);
    out.writeInt(othersSync ? SYNC_FLAGS : NON_SYNC_FLAGS);
    BoxWriter.end(out, tfhd);
  }

  /** {@code tfdt}, ISO/IEC 14496-12 §8.8.12. */
  private static void writeDecodeTime(SampleBatch samples, ByteBuf out) {
    int tfdt = BoxWriter.beginFull(out, TFDT, 1, 0);
    out.writeLong(samples.startTicks());
    BoxWriter.end(out, tfdt);
  }

  /** {@code trun}, ISO/IEC 14496-12 §8.8.8; version 1 has signed composition offsets. */
  private static void writeRun(SampleBatch samples, int trunFlags, int dataOffset, ByteBuf out) {
    int trun = BoxWriter.beginFull(out, TRUN, 1, trunFlags);
    out.writeInt(samples.count()).writeInt(dataOffset);
    if ((trunFlags & TRUN_FIRST_FLAGS) != 0) {
      out.writeInt(SYNC_FLAGS);
    }
    for (int i = 0; i < samples.count(); i++) {
      if ((trunFlags & TRUN_DURATION) != 0) {
        out.writeInt(samples.durationTicks(i));
      }
      out.writeInt(samples.payload(i).readableBytes());
      if ((trunFlags & TRUN_FLAGS) != 0) {
        out.writeInt(samples.isSync(i) ? SYNC_FLAGS : NON_SYNC_FLAGS);
      }
      if ((trunFlags & TRUN_COMPOSITION_OFFSET) != 0) {
        out.writeInt(samples.compositionOffsetTicks(i));
      }
    }
    BoxWriter.end(out, trun);
  }

  private static int moofBytes(int tfhdFlags, int trunFlags, int samples) {
    int defaults = (tfhdFlags & TFHD_DEFAULT_DURATION) != 0 ? 2 : 1;
    int tfhd = BoxWriter.FULL_HEADER_BYTES + Integer.BYTES * (1 + defaults);
    int firstFlags = (trunFlags & TRUN_FIRST_FLAGS) != 0 ? 1 : 0;
    int perSample =
        Integer.bitCount(
            trunFlags & (TRUN_DURATION | TRUN_SIZE | TRUN_FLAGS | TRUN_COMPOSITION_OFFSET));
    int trun = BoxWriter.FULL_HEADER_BYTES + Integer.BYTES * (2 + firstFlags + perSample * samples);
    return 2 * BoxWriter.HEADER_BYTES + MFHD_BYTES + tfhd + TFDT_BYTES + trun;
  }

  private static int tfhdFlags(SampleBatch samples) {
    return TFHD_DEFAULT_BASE_IS_MOOF
        | TFHD_DEFAULT_FLAGS
        | (hasOneDuration(samples) ? TFHD_DEFAULT_DURATION : 0);
  }

  private static int trunFlags(SampleBatch samples) {
    return TRUN_DATA_OFFSET
        | TRUN_SIZE
        | (hasOneDuration(samples) ? 0 : TRUN_DURATION)
        | (hasCompositionOffset(samples) ? TRUN_COMPOSITION_OFFSET : 0)
        | syncFlags(samples);
  }

  private static boolean hasOneDuration(SampleBatch samples) {
    for (int i = 1; i < samples.count(); i++) {
      if (samples.durationTicks(i) != samples.durationTicks(0)) {
        return false;
      }
    }
    return true;
  }

  private static boolean hasCompositionOffset(SampleBatch samples) {
    for (int i = 0; i < samples.count(); i++) {
      if (samples.compositionOffsetTicks(i) != 0) {
        return true;
      }
    }
    return false;
  }

  /** All alike: the default does. Only the first is sync: first-sample-flags. Else one each. */
  private static int syncFlags(SampleBatch samples) {
    boolean othersAlike = true;
    for (int i = 2; i < samples.count(); i++) {
      othersAlike &= samples.isSync(i) == samples.isSync(1);
    }
    if (!othersAlike) {
      return TRUN_FLAGS;
    }
    if (samples.count() < 2 || samples.isSync(0) == samples.isSync(1)) {
      return 0;
    }
    return samples.isSync(0) ? TRUN_FIRST_FLAGS : TRUN_FLAGS;
  }
}
