package io.headrace.media.mp4;

import io.headrace.media.codec.AudioConfig;
import io.headrace.media.codec.Mp3Config;
import io.netty.buffer.ByteBuf;

/** Writes ES_Descriptor, ISO/IEC 14496-1 §7.2.6.5, with what 14496-14 §3.1.2 wants of it. */
final class ElementaryStreamWriter {
  private static final int ES_DESCRIPTOR = 3;
  private static final int DECODER_CONFIG = 4;
  private static final int DECODER_SPECIFIC_INFO = 5;
  private static final int SYNC_LAYER_CONFIG = 6;
  private static final int DESCRIPTOR_HEADER_BYTES = 5;
  private static final int DECODER_CONFIG_BYTES = 13;
  private static final int OBJECT_TYPE_MPEG4 = 0x40;
  private static final int OBJECT_TYPE_MPEG2 = 0x69;
  private static final int OBJECT_TYPE_MPEG1 = 0x6B;

  /** streamType audio, upStream 0, reserved 1. */
  private static final int STREAM_TYPE_AUDIO = 5 << 2 | 1;

  private ElementaryStreamWriter() {}

  static void write(AudioConfig audio, ByteBuf out) {
    byte[] record = audio.record();
    int info = record.length == 0 ? 0 : DESCRIPTOR_HEADER_BYTES + record.length;
    int config = DECODER_CONFIG_BYTES + info;
    writeHeader(
        ES_DESCRIPTOR, 3 + DESCRIPTOR_HEADER_BYTES + config + DESCRIPTOR_HEADER_BYTES + 1, out);
    out.writeShort(0).writeByte(0); // ES_ID, flags
    writeHeader(DECODER_CONFIG, config, out);
    out.writeByte(objectType(audio)).writeByte(STREAM_TYPE_AUDIO);
    out.writeMedium(0).writeInt(0).writeInt(0); // bufferSizeDB, maxBitrate, avgBitrate
    if (record.length > 0) {
      writeHeader(DECODER_SPECIFIC_INFO, record.length, out);
      out.writeBytes(record);
    }
    writeHeader(SYNC_LAYER_CONFIG, 1, out);
    out.writeByte(2); // predefined for MP4
  }

  private static int objectType(AudioConfig audio) {
    if (audio instanceof Mp3Config mp3) {
      return mp3.isMpeg1() ? OBJECT_TYPE_MPEG1 : OBJECT_TYPE_MPEG2;
    }
    return OBJECT_TYPE_MPEG4;
  }

  /** Tag and expandable length in its four-byte form, ISO/IEC 14496-1 §8.3.3. */
  private static void writeHeader(int tag, int bytes, ByteBuf out) {
    out.writeByte(tag);
    out.writeByte(0x80 | bytes >>> 21).writeByte(0x80 | bytes >>> 14 & 0x7F);
    out.writeByte(0x80 | bytes >>> 7 & 0x7F).writeByte(bytes & 0x7F);
  }
}
