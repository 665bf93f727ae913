package io.headrace.media.flv;

import io.headrace.media.codec.AudioConfig;
import io.headrace.media.codec.CodecConfig;
import io.headrace.media.codec.HdrInfo;
import io.headrace.media.codec.OpaqueConfig;
import io.headrace.media.frame.MediaFrame;
import io.headrace.media.frame.Track;
import io.netty.buffer.ByteBuf;

/**
 * Writes what stands around a track's payload in FLV tags and RTMP messages, as {@link TagReader}
 * reads it: the legacy form for AVC, AAC and MP3 of the first track of their kind, which every
 * player knows; Enhanced RTMP v2 for everything else, within a multitrack message of one track for
 * all tracks but the first. Frames of an opaque codec are whole bodies already.
 *
 * <p>Allocates nothing but for sequence headers. Thread: any; stateless.
 */
public final class TagWriter {
  /** Longest header of a frame. */
  public static final int MAX_FRAME_HEADER_BYTES = 10;

  private static final int LEGACY_VIDEO_BYTES = 5;
  private static final int LEGACY_AAC_BYTES = 2;
  private static final int LEGACY_MP3_BYTES = 1;
  private static final int ENHANCED_BYTES = 5;
  private static final int MULTITRACK_BYTES = 2;
  private static final int COMPOSITION_BYTES = 3;

  private static final int VIDEO_EX = 0x80;
  private static final int AUDIO_EX = 0x90;
  private static final int KEY_FRAME = 0x10;
  private static final int INTER_FRAME = 0x20;
  private static final int COMMAND = 0x50;
  private static final int AUDIO_MULTITRACK = 5;
  private static final int VIDEO_MULTITRACK = 6;

  /** 44 kHz, 16 bits, stereo: what AAC always says. */
  private static final int FIXED_SOUND = 0xF;

  private static final int SIXTEEN_BITS = 2;
  private static final int STEREO = 1;

  private TagWriter() {}

  /** Whether only a player that knows Enhanced RTMP can be sent the track. */
  public static boolean isEnhanced(Track track) {
    return track.codec() instanceof OpaqueConfig opaque
        ? opaque.flvCodecId() > 0xF
        : !isLegacy(track, TagCodec.of(track.codec()));
  }

  private static boolean isLegacy(Track track, TagCodec codec) {
    return track.number() == 0
        && (codec == TagCodec.AVC || codec == TagCodec.AAC || codec == TagCodec.MP3);
  }

  /**
   * What metadata call the codec of {@code track}: CodecID or SoundFormat in the legacy form, else
   * the FourCC as a number.
   */
  public static int codecNumber(Track track) {
    if (track.codec() instanceof OpaqueConfig opaque) {
      return opaque.flvCodecId();
    }
    TagCodec codec = TagCodec.of(track.codec());
    return isLegacy(track, codec) ? codec.flvId() : codec.fourCc();
  }

  /** The decode time of {@code frame} as the tag's timestamp, not yet cut to 32 bits. */
  public static long timestampMs(MediaFrame frame) {
    return toMs(frame.dtsTicks(), frame.track().timescaleHz());
  }

  private static long toMs(long ticks, int timescaleHz) {
    return Math.floorDiv(ticks * 1_000 + timescaleHz / 2, timescaleHz);
  }

  /**
   * Appends the body of the sequence header of {@code track}. Ownership: borrows {@code out}.
   *
   * @return false, with nothing written, where it has none
   */
  public static boolean writeSequenceHeader(ByteBuf out, Track track) {
    CodecConfig config = track.codec();
    if (config instanceof OpaqueConfig) {
      return false;
    }
    TagCodec codec = TagCodec.of(config);
    if (!isLegacy(track, codec)) {
      writeEnhanced(out, track, codec, KEY_FRAME, TagReader.SEQUENCE_START);
    } else if (codec == TagCodec.AVC) {
      out.writeByte(KEY_FRAME | codec.flvId()).writeByte(TagReader.SEQUENCE_START).writeMedium(0);
    } else if (codec == TagCodec.AAC) {
      out.writeByte(codec.flvId() << 4 | FIXED_SOUND).writeByte(TagReader.SEQUENCE_START);
    } else {
      return false;
    }
    out.writeBytes(config.sequenceHeader());
    return true;
  }

  /** Length of what {@link #writeFrameHeader} appends. Ownership: borrows {@code frame}. */
  public static int frameHeaderBytes(MediaFrame frame) {
    Track track = frame.track();
    if (track.codec() instanceof OpaqueConfig) {
      return 0;
    }
    TagCodec codec = TagCodec.of(track.codec());
    if (isLegacy(track, codec)) {
      return switch (codec) {
        case AVC -> LEGACY_VIDEO_BYTES;
        case AAC -> LEGACY_AAC_BYTES;
        default -> LEGACY_MP3_BYTES;
      };
    }
    return ENHANCED_BYTES
        + (track.number() > 0 ? MULTITRACK_BYTES : 0)
        + (codec.hasCompositionTime() && compositionMs(frame) != 0 ? COMPOSITION_BYTES : 0);
  }

  /**
   * Appends what stands before the payload of {@code frame}. Ownership: borrows both.
   *
   * @return the bytes written; 0 where the payload is the whole body
   */
  public static int writeFrameHeader(ByteBuf out, MediaFrame frame) {
    int from = out.writerIndex();
    Track track = frame.track();
    if (track.codec() instanceof OpaqueConfig) {
      return 0;
    }
    TagCodec codec = TagCodec.of(track.codec());
    int frameType = frame.isSync() ? KEY_FRAME : INTER_FRAME;
    if (isLegacy(track, codec)) {
      writeLegacy(out, frame, codec, frameType);
    } else {
      int compositionMs = codec.hasCompositionTime() ? compositionMs(frame) : 0;
      boolean bare = codec.hasCompositionTime() && compositionMs == 0;
      int packetType = bare ? TagReader.CODED_FRAMES_X : TagReader.CODED_FRAMES;
      writeEnhanced(out, track, codec, frameType, packetType);
      if (compositionMs != 0) {
        out.writeMedium(compositionMs);
      }
    }
    return out.writerIndex() - from;
  }

  private static void writeLegacy(ByteBuf out, MediaFrame frame, TagCodec codec, int frameType) {
    switch (codec) {
      case AVC -> {
        out.writeByte(frameType | codec.flvId()).writeByte(TagReader.CODED_FRAMES);
        out.writeMedium(compositionMs(frame));
      }
      case AAC -> out.writeByte(codec.flvId() << 4 | FIXED_SOUND).writeByte(TagReader.CODED_FRAMES);
      default -> out.writeByte(codec.flvId() << 4 | soundOf((AudioConfig) frame.track().codec()));
    }
  }

  /** SoundRate, SoundSize and SoundType of MP3, §E.4.2.1. */
  private static int soundOf(AudioConfig mp3) {
    int rateHz = mp3.sampleRateHz();
    int rate = rateHz >= 32_000 ? 3 : rateHz >= 16_000 ? 2 : 1;
    return rate << 2 | SIXTEEN_BITS | (mp3.channels() > 1 ? STEREO : 0);
  }

  private static int compositionMs(MediaFrame frame) {
    return (int) (toMs(frame.ptsTicks(), frame.track().timescaleHz()) - timestampMs(frame));
  }

  private static void writeEnhanced(
      ByteBuf out, Track track, TagCodec codec, int frameType, int packetType) {
    int first = track.isVideo() ? VIDEO_EX | frameType : AUDIO_EX;
    if (track.number() == 0) {
      out.writeByte(first | packetType).writeInt(codec.fourCc());
    } else {
      out.writeByte(first | (track.isVideo() ? VIDEO_MULTITRACK : AUDIO_MULTITRACK));
      out.writeByte(packetType).writeInt(codec.fourCc()).writeByte(track.number());
    }
  }

  /**
   * Appends the body of a message that tells {@link Track#hdr()}; it belongs behind the sequence
   * header. Ownership: borrows {@code out}.
   *
   * @return false, with nothing written, where there is nothing to tell
   */
  public static boolean writeColorInfo(ByteBuf out, Track track) {
    HdrInfo hdr = track.hdr();
    if (hdr == null || track.codec() instanceof OpaqueConfig) {
      return false;
    }
    TagCodec codec = TagCodec.of(track.codec());
    // ffmpeg knows metadata by this frame type and takes others for a picture; beside a multitrack
    // packet it would make the message a command (Enhanced RTMP v2, ExVideoTagHeader).
    int frameType = track.number() == 0 ? COMMAND : KEY_FRAME;
    writeEnhanced(out, track, codec, frameType, TagReader.METADATA_OR_CHANNELS);
    ColorInfoWriter.write(out, hdr);
    return true;
  }
}
