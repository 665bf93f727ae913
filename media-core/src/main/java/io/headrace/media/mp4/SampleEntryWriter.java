package io.headrace.media.mp4;

import io.headrace.media.codec.AacConfig;
import io.headrace.media.codec.Ac3Config;
import io.headrace.media.codec.AudioConfig;
import io.headrace.media.codec.Av1Config;
import io.headrace.media.codec.AvcConfig;
import io.headrace.media.codec.CodecConfig;
import io.headrace.media.codec.Colour;
import io.headrace.media.codec.FlacConfig;
import io.headrace.media.codec.HdrInfo;
import io.headrace.media.codec.HevcConfig;
import io.headrace.media.codec.Mp3Config;
import io.headrace.media.codec.OpusConfig;
import io.headrace.media.codec.VideoConfig;
import io.headrace.media.frame.Track;
import io.netty.buffer.ByteBuf;

/** Writes {@code stsd} with the sample entry of a track, ISO/IEC 14496-12 §8.5.2. */
final class SampleEntryWriter {
  /** A sample entry and the box in it that holds {@link CodecConfig#record}. */
  private enum Entry {
    /** ISO/IEC 14496-15 §5.4.2. */
    AVC("avc1", "avcC"),
    /** ISO/IEC 14496-15 §8.4.1. */
    HEVC("hvc1", "hvcC"),
    /** AV1 Codec ISO Media File Format Binding §2.2. */
    AV1("av01", "av1C"),
    /** VP Codec ISO Media File Format Binding. */
    VP9("vp09", "vpcC"),
    /** ISO/IEC 14496-14 §5.6. */
    AAC("mp4a", "esds"),
    MP3("mp4a", "esds"),
    /** Encapsulation of Opus in ISO Base Media File Format §4.3.1. */
    OPUS("Opus", "dOps"),
    /** Encapsulation of FLAC in ISO Base Media File Format §3.3.1. */
    FLAC("fLaC", "dfLa"),
    /** ETSI TS 102 366 annex F. */
    AC3("ac-3", "dac3"),
    EAC3("ec-3", "dec3");

    final int type;
    final int configuration;

    Entry(String type, String configuration) {
      this.type = BoxWriter.type(type);
      this.configuration = BoxWriter.type(configuration);
    }

    static Entry of(CodecConfig codec) {
      if (codec instanceof VideoConfig video) {
        return of(video);
      } else if (codec instanceof AudioConfig audio) {
        return of(audio);
      }
      throw new IllegalArgumentException("no MP4 carries " + codec.codecString());
    }

    private static Entry of(VideoConfig video) {
      if (video instanceof AvcConfig) {
        return AVC;
      } else if (video instanceof HevcConfig) {
        return HEVC;
      }
      return video instanceof Av1Config ? AV1 : VP9;
    }

    private static Entry of(AudioConfig audio) {
      if (audio instanceof AacConfig) {
        return AAC;
      } else if (audio instanceof Mp3Config) {
        return MP3;
      } else if (audio instanceof OpusConfig) {
        return OPUS;
      } else if (audio instanceof FlacConfig) {
        return FLAC;
      }
      return ((Ac3Config) audio).isEnhanced() ? EAC3 : AC3;
    }
  }

  private static final int STSD = BoxWriter.type("stsd");
  private static final int COLR = BoxWriter.type("colr");
  private static final int NCLX = BoxWriter.type("nclx");
  private static final int PASP = BoxWriter.type("pasp");
  private static final int MDCV = BoxWriter.type("mdcv");
  private static final int CLLI = BoxWriter.type("clli");

  private static final int DPI_72 = 0x0048_0000;
  private static final int DEPTH_COLOUR = 0x0018;
  private static final int SAMPLE_BITS = 16;
  private static final int MAX_RATE_HZ = 0xFFFF;

  private SampleEntryWriter() {}

  static void writeDescriptions(Track track, ByteBuf out) {
    int stsd = BoxWriter.beginFull(out, STSD, 0, 0);
    out.writeInt(1);
    Entry type = Entry.of(track.codec());
    int entry = BoxWriter.begin(out, type.type);
    out.writeZero(6);
    out.writeShort(1); // data_reference_index
    if (track.codec() instanceof VideoConfig video) {
      writeVideo(video, type, track, out);
    } else if (track.codec() instanceof AudioConfig audio) {
      writeAudio(audio, type, out);
    }
    BoxWriter.end(out, entry);
    BoxWriter.end(out, stsd);
  }

  /** VisualSampleEntry, ISO/IEC 14496-12 §12.1.3. */
  private static void writeVideo(VideoConfig video, Entry type, Track track, ByteBuf out) {
    out.writeZero(16);
    out.writeShort(video.widthPx()).writeShort(video.heightPx());
    out.writeInt(DPI_72).writeInt(DPI_72).writeInt(0);
    out.writeShort(1); // frame_count
    out.writeZero(32); // compressorname
    out.writeShort(DEPTH_COLOUR).writeShort(-1);
    writeConfiguration(video, type, out);
    if (track.colour().isSpecified()) {
      writeColour(track.colour(), out);
    }
    HdrInfo hdr = track.hdr();
    if (hdr != null) {
      writeHdr(hdr, out);
    }
    int pasp = BoxWriter.begin(out, PASP);
    out.writeInt(video.sarWidth()).writeInt(video.sarHeight());
    BoxWriter.end(out, pasp);
  }

  private static void writeConfiguration(CodecConfig codec, Entry type, ByteBuf out) {
    int box = BoxWriter.begin(out, type.configuration);
    out.writeBytes(codec.record());
    BoxWriter.end(out, box);
  }

  /** {@code colr}, ISO/IEC 14496-12 §12.1.5. */
  private static void writeColour(Colour colour, ByteBuf out) {
    int colr = BoxWriter.begin(out, COLR);
    out.writeInt(NCLX);
    out.writeShort(colour.primaries()).writeShort(colour.transfer()).writeShort(colour.matrix());
    out.writeByte(colour.fullRange() ? 0x80 : 0);
    BoxWriter.end(out, colr);
  }

  /** {@code mdcv} and {@code clli}, ISO/IEC 14496-12 §12.1.6 and §12.1.7. */
  private static void writeHdr(HdrInfo hdr, ByteBuf out) {
    HdrInfo.MasteringDisplay display = hdr.display();
    if (display != null) {
      int mdcv = BoxWriter.begin(out, MDCV);
      out.writeShort(display.greenX()).writeShort(display.greenY());
      out.writeShort(display.blueX()).writeShort(display.blueY());
      out.writeShort(display.redX()).writeShort(display.redY());
      out.writeShort(display.whiteX()).writeShort(display.whiteY());
      out.writeInt((int) display.maxLuminance()).writeInt((int) display.minLuminance());
      BoxWriter.end(out, mdcv);
    }
    HdrInfo.ContentLight light = hdr.light();
    if (light != null) {
      int clli = BoxWriter.begin(out, CLLI);
      out.writeShort(light.maxContent()).writeShort(light.maxFrameAverage());
      BoxWriter.end(out, clli);
    }
  }

  /** AudioSampleEntry, ISO/IEC 14496-12 §12.2.3. */
  private static void writeAudio(AudioConfig audio, Entry type, ByteBuf out) {
    out.writeZero(8);
    int bits = audio instanceof FlacConfig flac ? flac.bitsPerSample() : SAMPLE_BITS;
    out.writeShort(audio.channels()).writeShort(bits).writeInt(0);
    out.writeInt(writtenRate(audio) << 16);
    if (type == Entry.AAC || type == Entry.MP3) {
      int esds = BoxWriter.beginFull(out, type.configuration, 0, 0);
      ElementaryStreamWriter.write(audio, out);
      BoxWriter.end(out, esds);
    } else {
      writeConfiguration(audio, type, out);
    }
  }

  /**
   * 16.16 holds no rate above 65535; the configuration has it. FLAC then wants the largest divisor
   * by two that fits (§3.3.1 there), others 0.
   */
  private static int writtenRate(AudioConfig audio) {
    int rate = audio.sampleRateHz();
    while (rate > MAX_RATE_HZ) {
      rate = audio instanceof FlacConfig ? rate / 2 : 0;
    }
    return rate;
  }
}
