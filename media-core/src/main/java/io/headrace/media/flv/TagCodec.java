package io.headrace.media.flv;

import io.headrace.media.codec.AacConfig;
import io.headrace.media.codec.Ac3Config;
import io.headrace.media.codec.AudioConfig;
import io.headrace.media.codec.Av1Config;
import io.headrace.media.codec.AvcConfig;
import io.headrace.media.codec.CodecConfig;
import io.headrace.media.codec.Mp3Config;
import io.headrace.media.codec.NalConfig;
import io.headrace.media.codec.OpusConfig;
import io.headrace.media.codec.TrackKind;
import io.headrace.media.codec.VideoConfig;

/**
 * The codecs that a tag's body can name: by CodecID or SoundFormat (§E.4.2.1, §E.4.3.1), by FourCC
 * (Enhanced RTMP v2), or by both.
 */
public enum TagCodec {
  AVC(TrackKind.VIDEO, "H.264", "avc1", 7),
  /** CodecID 12 is no standard, but what encoders and CDNs used before Enhanced RTMP. */
  HEVC(TrackKind.VIDEO, "HEVC", "hvc1", 12),
  AV1(TrackKind.VIDEO, "AV1", "av01", TagCodec.NO_ID),
  VP9(TrackKind.VIDEO, "VP9", "vp09", TagCodec.NO_ID),
  VP8(TrackKind.VIDEO, "VP8", "vp08", TagCodec.NO_ID),
  VVC(TrackKind.VIDEO, "VVC", "vvc1", TagCodec.NO_ID),
  H263(TrackKind.VIDEO, "Sorenson H.263", "", 2),
  SCREEN(TrackKind.VIDEO, "Screen Video", "", 3),
  VP6(TrackKind.VIDEO, "VP6", "", 4),
  VP6_ALPHA(TrackKind.VIDEO, "VP6 with alpha", "", 5),
  SCREEN_2(TrackKind.VIDEO, "Screen Video 2", "", 6),
  OTHER_VIDEO(TrackKind.VIDEO, "unknown video codec", "", TagCodec.NO_ID),

  AAC(TrackKind.AUDIO, "AAC", "mp4a", 10),
  MP3(TrackKind.AUDIO, "MP3", ".mp3", 2),
  OPUS(TrackKind.AUDIO, "Opus", "Opus", TagCodec.NO_ID),
  FLAC(TrackKind.AUDIO, "FLAC", "fLaC", TagCodec.NO_ID),
  AC3(TrackKind.AUDIO, "AC-3", "ac-3", TagCodec.NO_ID),
  EAC3(TrackKind.AUDIO, "E-AC-3", "ec-3", TagCodec.NO_ID),
  LPCM_NATIVE(TrackKind.AUDIO, "LPCM", "", 0),
  ADPCM(TrackKind.AUDIO, "ADPCM", "", 1),
  LPCM(TrackKind.AUDIO, "LPCM little-endian", "", 3),
  NELLYMOSER_16K(TrackKind.AUDIO, "Nellymoser 16 kHz", "", 4),
  NELLYMOSER_8K(TrackKind.AUDIO, "Nellymoser 8 kHz", "", 5),
  NELLYMOSER(TrackKind.AUDIO, "Nellymoser", "", 6),
  G711_A_LAW(TrackKind.AUDIO, "G.711 A-law", "", 7),
  G711_MU_LAW(TrackKind.AUDIO, "G.711 mu-law", "", 8),
  SPEEX(TrackKind.AUDIO, "Speex", "", 11),
  OTHER_AUDIO(TrackKind.AUDIO, "unknown audio codec", "", TagCodec.NO_ID);

  /** {@link #flvId} of a codec that only a FourCC names. */
  public static final int NO_ID = -1;

  private static final int MP3_8K_ID = 14;
  private static final int FOUR_CC_BYTES = 4;
  private static final TagCodec[] ALL = values();

  private final TrackKind kind;
  private final String title;
  private final int fourCc;
  private final int flvId;

  TagCodec(TrackKind kind, String title, String fourCc, int flvId) {
    this.kind = kind;
    this.title = title;
    this.fourCc = toInt(fourCc);
    this.flvId = flvId;
  }

  private static int toInt(String fourCc) {
    int value = 0;
    for (int i = 0; i < fourCc.length(); i++) {
      value = value << 8 | fourCc.charAt(i);
    }
    assert fourCc.isEmpty() || fourCc.length() == FOUR_CC_BYTES : fourCc;
    return value;
  }

  /** The codec of that kind and FourCC, or the unknown one. */
  static TagCodec ofFourCc(TrackKind kind, int fourCc) {
    for (TagCodec codec : ALL) {
      if (codec.fourCc == fourCc && codec.kind == kind && fourCc != 0) {
        return codec;
      }
    }
    return unknown(kind);
  }

  /** The codec of that kind and CodecID or SoundFormat, or the unknown one. */
  static TagCodec ofFlvId(TrackKind kind, int flvId) {
    int id = kind == TrackKind.AUDIO && flvId == MP3_8K_ID ? MP3.flvId : flvId;
    for (TagCodec codec : ALL) {
      if (codec.flvId == id && codec.kind == kind) {
        return codec;
      }
    }
    return unknown(kind);
  }

  /** The codec of a configuration that is understood here. */
  static TagCodec of(CodecConfig config) {
    if (config instanceof VideoConfig video) {
      return ofVideo(video);
    } else if (config instanceof AudioConfig audio) {
      return ofAudio(audio);
    }
    throw new IllegalArgumentException("no FLV form: " + config.codecString());
  }

  private static TagCodec ofVideo(VideoConfig config) {
    if (config instanceof NalConfig) {
      return config instanceof AvcConfig ? AVC : HEVC;
    }
    return config instanceof Av1Config ? AV1 : VP9;
  }

  private static TagCodec ofAudio(AudioConfig config) {
    if (config instanceof AacConfig) {
      return AAC;
    } else if (config instanceof Mp3Config) {
      return MP3;
    } else if (config instanceof OpusConfig) {
      return OPUS;
    } else if (config instanceof Ac3Config ac3) {
      return ac3.isEnhanced() ? EAC3 : AC3;
    }
    return FLAC;
  }

  private static TagCodec unknown(TrackKind kind) {
    return kind == TrackKind.VIDEO ? OTHER_VIDEO : OTHER_AUDIO;
  }

  public TrackKind kind() {
    return kind;
  }

  /** For people. */
  public String title() {
    return title;
  }

  /** Its four characters as a number, the first highest; 0 where there are none. */
  public int fourCc() {
    return fourCc;
  }

  /** CodecID or SoundFormat; {@link #NO_ID} where there is none. */
  public int flvId() {
    return flvId;
  }

  /** Whether nothing is known of it. */
  public boolean isUnknown() {
    return this == OTHER_VIDEO || this == OTHER_AUDIO;
  }

  /** Whether there is a configuration for it here; tracks of others can only be passed on. */
  public boolean isUnderstood() {
    return switch (this) {
      case AVC, HEVC, AV1, VP9, AAC, MP3, OPUS, FLAC, AC3, EAC3 -> true;
      default -> false;
    };
  }

  /** Whether its frames mean nothing without a record; others describe themselves. */
  boolean hasRecord() {
    return this != AC3 && this != EAC3 && this != MP3;
  }

  /** Whether its coded frames have a composition time. */
  boolean hasCompositionTime() {
    return this == AVC || this == HEVC || this == VVC;
  }
}
