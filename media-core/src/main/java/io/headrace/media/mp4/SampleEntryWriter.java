package io.headrace.media.mp4;

import io.headrace.media.codec.AacConfig;
import io.headrace.media.codec.AvcConfig;
import io.headrace.media.codec.Colour;
import io.headrace.media.frame.Track;
import io.netty.buffer.ByteBuf;

/** Writes {@code stsd} with the sample entry of a track, ISO/IEC 14496-12 §8.5.2. */
final class SampleEntryWriter {
  private static final int STSD = BoxWriter.type("stsd");
  private static final int AVC1 = BoxWriter.type("avc1");
  private static final int AVCC = BoxWriter.type("avcC");
  private static final int COLR = BoxWriter.type("colr");
  private static final int NCLX = BoxWriter.type("nclx");
  private static final int PASP = BoxWriter.type("pasp");
  private static final int MP4A = BoxWriter.type("mp4a");
  private static final int ESDS = BoxWriter.type("esds");

  private static final int DPI_72 = 0x0048_0000;
  private static final int DEPTH_COLOUR = 0x0018;

  private static final int ES_DESCRIPTOR = 3;
  private static final int DECODER_CONFIG = 4;
  private static final int DECODER_SPECIFIC_INFO = 5;
  private static final int SYNC_LAYER_CONFIG = 6;
  private static final int DESCRIPTOR_HEADER_BYTES = 5;
  private static final int DECODER_CONFIG_BYTES = 13;
  private static final int OBJECT_TYPE_AAC = 0x40;

  /** streamType audio, upStream 0, reserved 1. */
  private static final int STREAM_TYPE_AUDIO = 5 << 2 | 1;

  private SampleEntryWriter() {}

  static void writeDescriptions(Track track, ByteBuf out) {
    int stsd = BoxWriter.beginFull(out, STSD, 0, 0);
    out.writeInt(1);
    if (track.codec() instanceof AvcConfig avc) {
      writeAvc(avc, out);
    } else if (track.codec() instanceof AacConfig aac) {
      writeAac(aac, out);
    }
    BoxWriter.end(out, stsd);
  }

  /** {@code avc1}, ISO/IEC 14496-15 §5.4.2, with {@code colr} and {@code pasp}. */
  private static void writeAvc(AvcConfig avc, ByteBuf out) {
    int entry = beginEntry(AVC1, out);
    out.writeZero(16);
    out.writeShort(avc.widthPx()).writeShort(avc.heightPx());
    out.writeInt(DPI_72).writeInt(DPI_72).writeInt(0);
    out.writeShort(1); // frame_count
    out.writeZero(32); // compressorname
    out.writeShort(DEPTH_COLOUR).writeShort(-1);
    int avcC = BoxWriter.begin(out, AVCC);
    out.writeBytes(avc.record());
    BoxWriter.end(out, avcC);
    if (avc.colour().isSpecified()) {
      writeColour(avc.colour(), out);
    }
    int pasp = BoxWriter.begin(out, PASP);
    out.writeInt(avc.sarWidth()).writeInt(avc.sarHeight());
    BoxWriter.end(out, pasp);
    BoxWriter.end(out, entry);
  }

  /** {@code colr}, ISO/IEC 14496-12 §12.1.5. */
  private static void writeColour(Colour colour, ByteBuf out) {
    int colr = BoxWriter.begin(out, COLR);
    out.writeInt(NCLX);
    out.writeShort(colour.primaries()).writeShort(colour.transfer()).writeShort(colour.matrix());
    out.writeByte(colour.fullRange() ? 0x80 : 0);
    BoxWriter.end(out, colr);
  }

  /** {@code mp4a}, ISO/IEC 14496-14 §5.6. */
  private static void writeAac(AacConfig aac, ByteBuf out) {
    int entry = beginEntry(MP4A, out);
    out.writeZero(8);
    out.writeShort(aac.channels()).writeShort(16).writeInt(0);
    // 16.16 holds no rate above 65535; the configuration has it.
    out.writeInt(aac.sampleRateHz() > 0xFFFF ? 0 : aac.sampleRateHz() << 16);
    int esds = BoxWriter.beginFull(out, ESDS, 0, 0);
    writeElementaryStream(aac.record(), out);
    BoxWriter.end(out, esds);
    BoxWriter.end(out, entry);
  }

  /** ES_Descriptor, ISO/IEC 14496-1 §7.2.6.5, with what 14496-14 §3.1.2 wants of it in a file. */
  private static void writeElementaryStream(byte[] record, ByteBuf out) {
    int config = DECODER_CONFIG_BYTES + DESCRIPTOR_HEADER_BYTES + record.length;
    writeDescriptor(
        ES_DESCRIPTOR, 3 + DESCRIPTOR_HEADER_BYTES + config + DESCRIPTOR_HEADER_BYTES + 1, out);
    out.writeShort(0).writeByte(0); // ES_ID, flags
    writeDescriptor(DECODER_CONFIG, config, out);
    out.writeByte(OBJECT_TYPE_AAC).writeByte(STREAM_TYPE_AUDIO);
    out.writeMedium(0).writeInt(0).writeInt(0); // bufferSizeDB, maxBitrate, avgBitrate
    writeDescriptor(DECODER_SPECIFIC_INFO, record.length, out);
    out.writeBytes(record);
    writeDescriptor(SYNC_LAYER_CONFIG, 1, out);
    out.writeByte(2); // predefined for MP4
  }

  /** Tag and expandable length in its four-byte form, ISO/IEC 14496-1 §8.3.3. */
  private static void writeDescriptor(int tag, int bytes, ByteBuf out) {
    out.writeByte(tag);
    out.writeByte(0x80 | bytes >>> 21).writeByte(0x80 | bytes >>> 14 & 0x7F);
    out.writeByte(0x80 | bytes >>> 7 & 0x7F).writeByte(bytes & 0x7F);
  }

  private static int beginEntry(int type, ByteBuf out) {
    int entry = BoxWriter.begin(out, type);
    out.writeZero(6);
    out.writeShort(1); // data_reference_index
    return entry;
  }
}
