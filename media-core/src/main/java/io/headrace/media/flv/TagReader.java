package io.headrace.media.flv;

import io.headrace.media.codec.TrackKind;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * Reads the header of an audio or video tag's body where it stands: legacy (§E.4.2, §E.4.3) and
 * Enhanced RTMP v2, one track or several, in one form.
 *
 * <pre>
 * AVC           [0 | frameType 3 | codecId 4 = 7] [packetType 8] [compositionTime SI24] payload
 * AAC           [soundFormat 4 = 10 | rate, size, channels 4] [packetType 8] payload
 * others        [frameType or format 4 | …] payload
 * enhanced      [1 | frameType 3 | packetType 4] {ModEx} [FourCC 32] [compositionTime SI24] payload
 *               [9 | packetType 4] {ModEx} [FourCC 32] payload
 * ModEx         [size − 1: 8, or 255 and 16] data [modExType 4 | packetType 4]
 * multitrack    [type 4 | packetType 4] [FourCC 32, unless each has its own]
 *               { [FourCC 32, if each has its own] [trackId 8] [size 24, unless one track] … }
 * </pre>
 *
 * <pre>{@code
 * reader.wrap(TagType.VIDEO, body);
 * while (reader.next()) {
 *   switch (reader.packet()) { … }
 * }
 * }</pre>
 *
 * <p>What is cut short is {@link Packet#MALFORMED} and what is of an unknown kind {@link
 * Packet#OTHER}; nothing throws. It can be used for any number of messages of one publication, and
 * remembers of them one thing: whether CodecID 7 means HEVC there, which the sequence header shows.
 * Allocates nothing. Thread: one at a time.
 */
public final class TagReader {
  /** What a track's part of a message is. */
  public enum Packet {
    /** Nothing in it: the legacy marker of silence, an empty frame, an empty record. */
    EMPTY,
    /** The payload is the decoder configuration; empty for codecs that have none. */
    CONFIG,
    /** The payload is an AV1 video descriptor of MPEG-2 TS, in place of a configuration. */
    TS_CONFIG,
    /** The payload is a coded frame. */
    FRAME,
    /** End of sequence; it ends no stream, and its timestamp means nothing. */
    END,
    /** The payload is AMF0: a name and a value, such as {@code colorInfo}. */
    METADATA,
    /** The payload is a MultichannelConfig. */
    CHANNELS,
    /** Start or end of client-side seeking; not media. */
    COMMAND,
    /** A packet type that is not known; to be skipped. */
    OTHER,
    /** Cut short, or against the rules. */
    MALFORMED
  }

  private static final int IS_EX = 0x80;
  private static final int AUDIO_EX = 9;
  private static final int KEY_FRAME = 1;
  private static final int COMMAND_FRAME = 5;

  // VideoPacketType and AudioPacketType.
  static final int SEQUENCE_START = 0;
  static final int CODED_FRAMES = 1;
  static final int SEQUENCE_END = 2;
  static final int CODED_FRAMES_X = 3;
  static final int METADATA_OR_CHANNELS = 4;
  private static final int VIDEO_TS_SEQUENCE_START = 5;
  private static final int AUDIO_MULTITRACK = 5;
  private static final int VIDEO_MULTITRACK = 6;
  private static final int MOD_EX = 7;

  private static final int NANO_OFFSET = 0;
  private static final int NANO_OFFSET_BYTES = 3;
  private static final int MAX_NANO_OFFSET = 999_999;

  private static final int ONE_TRACK = 0;
  private static final int MANY_CODECS = 2;

  private static final int FOUR_CC_BYTES = 4;
  private static final int COMPOSITION_BYTES = 3;

  private ByteBuf body = Unpooled.EMPTY_BUFFER;
  private TrackKind kind = TrackKind.VIDEO;
  private int at;
  private int end;
  private boolean begun;
  private boolean done = true;
  private boolean hevcAsAvc;

  // Of the message.
  private boolean enhanced;
  private boolean multitrack;
  private int multitrackType;
  private int packetType;
  private boolean key;
  private int nanoOffset;

  // Of the track at hand.
  private Packet packet = Packet.EMPTY;
  private TagCodec codec = TagCodec.OTHER_VIDEO;
  private int codecNumber;
  private int trackId;
  private int compositionMs;
  private int payloadIndex;
  private int payloadEnd;

  /**
   * Begins with another message.
   *
   * @param type AUDIO or VIDEO
   * @param newBody readable bytes are the whole body. Ownership: borrowed until the next call of
   *     this method; its indexes are not moved
   */
  public void wrap(TagType type, ByteBuf newBody) {
    if (type == TagType.SCRIPT) {
      throw new IllegalArgumentException("tag type: " + type + " (expected: AUDIO or VIDEO)");
    }
    body = newBody;
    kind = type == TagType.VIDEO ? TrackKind.VIDEO : TrackKind.AUDIO;
    at = newBody.readerIndex();
    end = newBody.writerIndex();
    begun = false;
    done = false;
    enhanced = false;
    multitrack = false;
    key = kind == TrackKind.AUDIO;
    nanoOffset = 0;
    trackId = 0;
    codecNumber = 0;
    codec = kind == TrackKind.VIDEO ? TagCodec.OTHER_VIDEO : TagCodec.OTHER_AUDIO;
  }

  /** Moves to the next track of the message; false when there is none. */
  public boolean next() {
    if (done) {
      return false;
    }
    compositionMs = 0;
    if (begun) {
      if (at == end) {
        done = true;
        return false;
      }
      readTrack();
      return true;
    }
    begun = true;
    done = true;
    if (at == end) {
      set(Packet.EMPTY, at, end);
    } else if (kind == TrackKind.VIDEO) {
      readVideo();
    } else {
      readAudio();
    }
    return true;
  }

  public Packet packet() {
    return packet;
  }

  public TagCodec codec() {
    return codec;
  }

  /** FourCC of an enhanced tag, else CodecID or SoundFormat, known or not. */
  public int codecNumber() {
    return codecNumber;
  }

  public TrackKind kind() {
    return kind;
  }

  /** Number of the track within its kind, 0 to 255. */
  public int trackId() {
    return trackId;
  }

  /** Whether the header is that of Enhanced RTMP. */
  public boolean isEnhanced() {
    return enhanced;
  }

  /** Whether the message has room for several tracks, so that its body is not one track's alone. */
  public boolean holdsManyTracks() {
    return multitrack && multitrackType != ONE_TRACK;
  }

  /**
   * Whether the publisher calls it a key frame, or does not say what it is; the frame itself has
   * the last word. Every audio frame is one.
   */
  public boolean isKey() {
    return key;
  }

  /** Presentation less decode time in ms, signed. */
  public int compositionMs() {
    return compositionMs;
  }

  /** To be added to the presentation time, 0 to 999,999 ns. */
  public int nanoOffset() {
    return nanoOffset;
  }

  /** Index of the payload in the body. */
  public int payloadIndex() {
    return payloadIndex;
  }

  public int payloadBytes() {
    return payloadEnd - payloadIndex;
  }

  private void set(Packet newPacket, int from, int to) {
    packet = newPacket;
    payloadIndex = from;
    payloadEnd = to;
  }

  private void malformed() {
    done = true;
    set(Packet.MALFORMED, end, end);
  }

  private int take() {
    return body.getUnsignedByte(at++);
  }

  private boolean lacks(int bytes) {
    return end - at < bytes;
  }

  private void readVideo() {
    int first = take();
    int frameType = first >>> 4 & 7;
    packetType = first & 0xF;
    // The bit goes before the codec: an enhanced header has its packet type there.
    if ((first & IS_EX) != 0) {
      enhanced = true;
      // OBS 29.1 had betas that sent frame type 0.
      key = frameType == KEY_FRAME || frameType == 0;
      readEnhanced(frameType);
    } else if (frameType == COMMAND_FRAME) {
      set(Packet.COMMAND, at, end);
    } else {
      key = frameType == KEY_FRAME;
      codecNumber = packetType;
      codec = TagCodec.ofFlvId(kind, codecNumber);
      readLegacyVideo();
    }
  }

  private void readLegacyVideo() {
    if (codec != TagCodec.AVC && codec != TagCodec.HEVC) {
      set(at < end ? Packet.FRAME : Packet.EMPTY, at, end);
      return;
    }
    if (lacks(1)) {
      malformed();
      return;
    }
    int type = take();
    if (type == SEQUENCE_END) {
      set(Packet.END, at, end);
      return;
    }
    if (type > SEQUENCE_END || lacks(COMPOSITION_BYTES)) {
      malformed();
      return;
    }
    compositionMs = body.getMedium(at);
    at += COMPOSITION_BYTES;
    if (type == SEQUENCE_START && codec == TagCodec.AVC && at < end) {
      hevcAsAvc = HevcSniffer.isHevcRecord(body, at, end);
    }
    if (codec == TagCodec.AVC && hevcAsAvc) {
      codec = TagCodec.HEVC;
    }
    setContent(type == SEQUENCE_START ? Packet.CONFIG : Packet.FRAME, at, end);
  }

  private void readAudio() {
    int first = take();
    packetType = first & 0xF;
    codecNumber = first >>> 4;
    if (codecNumber == AUDIO_EX) {
      enhanced = true;
      readEnhanced(0);
      return;
    }
    codec = TagCodec.ofFlvId(kind, codecNumber);
    if (codec != TagCodec.AAC) {
      setContent(Packet.FRAME, at, end);
    } else if (lacks(1)) {
      malformed();
    } else {
      int type = take();
      if (type > CODED_FRAMES) {
        malformed();
      } else {
        setContent(type == SEQUENCE_START ? Packet.CONFIG : Packet.FRAME, at, end);
      }
    }
  }

  private void readEnhanced(int frameType) {
    codecNumber = 0;
    if (!skipExtensions()) {
      malformed();
      return;
    }
    boolean isVideo = kind == TrackKind.VIDEO;
    boolean isMetadata = isVideo && packetType == METADATA_OR_CHANNELS;
    // ffmpeg sends metadata with the frame type of a command.
    if (frameType == COMMAND_FRAME && !isMetadata) {
      set(Packet.COMMAND, at, end);
      return;
    }
    multitrack = packetType == (isVideo ? VIDEO_MULTITRACK : AUDIO_MULTITRACK);
    if (multitrack) {
      readMultitrack(isVideo);
    } else if (lacks(FOUR_CC_BYTES)) {
      malformed();
    } else {
      takeFourCc();
      readPacket(at, end);
    }
  }

  /** Reads all ModEx in front of the packet; false where one is cut short. */
  private boolean skipExtensions() {
    while (packetType == MOD_EX) {
      if (lacks(1)) {
        return false;
      }
      int bytes = take() + 1;
      if (bytes == 256) {
        if (lacks(Short.BYTES)) {
          return false;
        }
        bytes = body.getUnsignedShort(at) + 1;
        at += Short.BYTES;
      }
      if (lacks(bytes + 1)) {
        return false;
      }
      int data = at;
      at += bytes;
      int types = take();
      packetType = types & 0xF;
      if (types >>> 4 == NANO_OFFSET && bytes >= NANO_OFFSET_BYTES) {
        int offset = body.getUnsignedMedium(data);
        nanoOffset = offset <= MAX_NANO_OFFSET ? offset : 0;
      }
    }
    return true;
  }

  private void readMultitrack(boolean isVideo) {
    if (lacks(1)) {
      malformed();
      return;
    }
    int types = take();
    multitrackType = types >>> 4;
    packetType = types & 0xF;
    if (multitrackType > MANY_CODECS
        || packetType == (isVideo ? VIDEO_MULTITRACK : AUDIO_MULTITRACK)) {
      malformed();
      return;
    }
    if (multitrackType != MANY_CODECS) {
      if (lacks(FOUR_CC_BYTES)) {
        malformed();
        return;
      }
      takeFourCc();
    }
    readTrack();
  }

  private void takeFourCc() {
    codecNumber = body.getInt(at);
    codec = TagCodec.ofFourCc(kind, codecNumber);
    at += FOUR_CC_BYTES;
  }

  /** One track of a message with room for several. */
  private void readTrack() {
    boolean ownCodec = multitrackType == MANY_CODECS;
    boolean sized = multitrackType != ONE_TRACK;
    if (lacks((ownCodec ? FOUR_CC_BYTES : 0) + 1 + (sized ? 3 : 0))) {
      malformed();
      return;
    }
    if (ownCodec) {
      takeFourCc();
    }
    trackId = take();
    int bytes = end - at;
    if (sized) {
      bytes = body.getUnsignedMedium(at);
      at += 3;
    }
    if (lacks(bytes)) {
      malformed();
      return;
    }
    int from = at;
    at += bytes;
    done = !sized;
    readPacket(from, at);
  }

  private void readPacket(int from, int to) {
    switch (packetType) {
      case SEQUENCE_START -> setContent(Packet.CONFIG, from, to);
      case CODED_FRAMES -> readFrame(from, to);
      case SEQUENCE_END -> set(Packet.END, from, to);
      case CODED_FRAMES_X -> setContent(videoOnly(Packet.FRAME), from, to);
      case METADATA_OR_CHANNELS ->
          set(kind == TrackKind.VIDEO ? Packet.METADATA : Packet.CHANNELS, from, to);
      case VIDEO_TS_SEQUENCE_START ->
          setContent(codec == TagCodec.AV1 ? Packet.TS_CONFIG : Packet.OTHER, from, to);
      default -> set(Packet.OTHER, from, to);
    }
  }

  private Packet videoOnly(Packet wanted) {
    return kind == TrackKind.VIDEO ? wanted : Packet.OTHER;
  }

  private void readFrame(int from, int to) {
    if (!codec.hasCompositionTime() || from == to) {
      setContent(Packet.FRAME, from, to);
    } else if (to - from < COMPOSITION_BYTES) {
      set(Packet.MALFORMED, to, to);
    } else {
      compositionMs = body.getMedium(from);
      setContent(Packet.FRAME, from + COMPOSITION_BYTES, to);
    }
  }

  /** A frame or record of no bytes says nothing, unless its codec has no record. */
  private void setContent(Packet newPacket, int from, int to) {
    boolean bare = newPacket == Packet.CONFIG && !codec.hasRecord();
    set(from < to || bare ? newPacket : Packet.EMPTY, from, to);
  }
}
