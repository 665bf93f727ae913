package io.headrace.cli.demo;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes raw pictures and sound as a live Matroska stream (RFC 9559): one pipe carries both with
 * exact times. The segment has no known size; each tick is one cluster. Thread: one.
 */
final class MatroskaWriter {
  private static final int VIDEO_TRACK = 1;
  private static final int AUDIO_TRACK = 2;
  private static final int TIMESTAMP_SCALE_NS = 10_000;
  private static final int SIMPLE_BLOCK_HEADER_BYTES = 4;
  private static final int KEY_FRAME_FLAG = 0x80;

  private static final int EBML = 0x1A45DFA3;
  private static final int EBML_DOC_TYPE = 0x4282;
  private static final int EBML_DOC_TYPE_VERSION = 0x4287;
  private static final int EBML_DOC_TYPE_READ_VERSION = 0x4285;
  private static final int SEGMENT = 0x18538067;
  private static final int INFO = 0x1549A966;
  private static final int TIMESTAMP_SCALE = 0x2AD7B1;
  private static final int MUXING_APP = 0x4D80;
  private static final int WRITING_APP = 0x5741;
  private static final int TRACKS = 0x1654AE6B;
  private static final int TRACK_ENTRY = 0xAE;
  private static final int TRACK_NUMBER = 0xD7;
  private static final int TRACK_UID = 0x73C5;
  private static final int TRACK_TYPE = 0x83;
  private static final int FLAG_LACING = 0x9C;
  private static final int DEFAULT_DURATION = 0x23E383;
  private static final int CODEC_ID = 0x86;
  private static final int VIDEO = 0xE0;
  private static final int PIXEL_WIDTH = 0xB0;
  private static final int PIXEL_HEIGHT = 0xBA;
  private static final int UNCOMPRESSED_FOURCC = 0x2EB524;
  private static final int AUDIO = 0xE1;
  private static final int SAMPLING_FREQUENCY = 0xB5;
  private static final int CHANNELS = 0x9F;
  private static final int BIT_DEPTH = 0x6264;
  private static final int VOID = 0xEC;
  private static final int CLUSTER = 0x1F43B675;
  private static final int TIMESTAMP = 0xE7;
  private static final int SIMPLE_BLOCK = 0xA3;

  private final OutputStream out;

  /** Ownership: borrows {@code out}. */
  MatroskaWriter(OutputStream out) {
    this.out = out;
  }

  void writeHeader(PictureSize size, int framesPerSecond) throws IOException {
    Elements ebml = new Elements();
    ebml.text(EBML_DOC_TYPE, "matroska");
    ebml.number(EBML_DOC_TYPE_VERSION, 4);
    ebml.number(EBML_DOC_TYPE_READ_VERSION, 2);

    Elements info = new Elements();
    info.number(TIMESTAMP_SCALE, TIMESTAMP_SCALE_NS);
    info.text(MUXING_APP, "headrace");
    info.text(WRITING_APP, "headrace");

    Elements tracks = new Elements();
    tracks.parent(TRACK_ENTRY, videoTrack(size, framesPerSecond));
    tracks.parent(TRACK_ENTRY, audioTrack());

    Elements head = new Elements();
    head.parent(EBML, ebml);
    head.id(SEGMENT);
    head.unknownSize();
    head.parent(INFO, info);
    head.parent(TRACKS, tracks);
    head.writeTo(out);
    out.flush();
  }

  /**
   * One picture and some sound.
   *
   * @param soundTimeUs less than 300 ms from {@code pictureTimeUs}
   */
  void writeTick(long pictureTimeUs, byte[] picture, long soundTimeUs, byte[] pcm)
      throws IOException {
    long timestamp = timestamp(pictureTimeUs);
    Elements time = new Elements();
    time.number(TIMESTAMP, timestamp);
    Elements soundHead =
        blockHead(AUDIO_TRACK, (short) (timestamp(soundTimeUs) - timestamp), pcm.length);
    Elements pictureHead = blockHead(VIDEO_TRACK, (short) 0, picture.length);
    Elements cluster = new Elements();
    cluster.id(CLUSTER);
    cluster.size(
        time.bytes() + soundHead.bytes() + pcm.length + pictureHead.bytes() + picture.length);
    cluster.writeTo(out);
    time.writeTo(out);
    soundHead.writeTo(out);
    out.write(pcm);
    pictureHead.writeTo(out);
    out.write(picture);
    out.flush();
  }

  /** Writes {@code payloadBytes} that readers skip. */
  void writeVoid(int payloadBytes) throws IOException {
    Elements time = new Elements();
    time.number(TIMESTAMP, 0);
    Elements nothing = new Elements();
    nothing.id(VOID);
    nothing.size(payloadBytes);
    Elements cluster = new Elements();
    cluster.id(CLUSTER);
    cluster.size(time.bytes() + nothing.bytes() + payloadBytes);
    cluster.writeTo(out);
    time.writeTo(out);
    nothing.writeTo(out);
    out.write(new byte[payloadBytes]);
    out.flush();
  }

  private static long timestamp(long timeUs) {
    return timeUs * 1_000 / TIMESTAMP_SCALE_NS;
  }

  private static Elements videoTrack(PictureSize size, int framesPerSecond) {
    Elements video = new Elements();
    video.number(PIXEL_WIDTH, size.widthPx());
    video.number(PIXEL_HEIGHT, size.heightPx());
    video.text(UNCOMPRESSED_FOURCC, "I420");
    Elements track = track(VIDEO_TRACK, 1, "V_UNCOMPRESSED");
    track.number(DEFAULT_DURATION, 1_000_000_000L / framesPerSecond);
    track.parent(VIDEO, video);
    return track;
  }

  private static Elements audioTrack() {
    Elements audio = new Elements();
    audio.real(SAMPLING_FREQUENCY, DemoSound.SAMPLE_RATE_HZ);
    audio.number(CHANNELS, DemoSound.CHANNELS);
    audio.number(BIT_DEPTH, 16);
    Elements track = track(AUDIO_TRACK, 2, "A_PCM/INT/LIT");
    track.parent(AUDIO, audio);
    return track;
  }

  private static Elements track(int number, int type, String codecId) {
    Elements track = new Elements();
    track.number(TRACK_NUMBER, number);
    track.number(TRACK_UID, number);
    track.number(TRACK_TYPE, type);
    track.number(FLAG_LACING, 0);
    track.text(CODEC_ID, codecId);
    return track;
  }

  private static Elements blockHead(int track, short timestamp, int payloadBytes) {
    Elements head = new Elements();
    head.id(SIMPLE_BLOCK);
    head.size(SIMPLE_BLOCK_HEADER_BYTES + payloadBytes);
    head.raw(0x80 | track);
    head.raw(timestamp >> 8);
    head.raw(timestamp);
    head.raw(KEY_FRAME_FLAG);
    return head;
  }

  /** EBML elements (RFC 8794 §5, §6) in memory. */
  private static final class Elements {
    private static final int SIZE_BYTES = 8;

    private final ByteArrayOutputStream buffer = new ByteArrayOutputStream(64);

    void id(int id) {
      bigEndian(id, (39 - Integer.numberOfLeadingZeros(id)) / 8);
    }

    void size(long bytes) {
      bigEndian(bytes | 1L << 56, SIZE_BYTES);
    }

    void unknownSize() {
      bigEndian((1L << 57) - 1, SIZE_BYTES);
    }

    void raw(int value) {
      buffer.write(value);
    }

    void number(int id, long value) {
      id(id);
      size(8);
      bigEndian(value, 8);
    }

    void real(int id, double value) {
      number(id, Double.doubleToLongBits(value));
    }

    void text(int id, String value) {
      byte[] ascii = value.getBytes(StandardCharsets.US_ASCII);
      id(id);
      size(ascii.length);
      buffer.writeBytes(ascii);
    }

    void parent(int id, Elements children) {
      id(id);
      size(children.bytes());
      buffer.writeBytes(children.buffer.toByteArray());
    }

    int bytes() {
      return buffer.size();
    }

    void writeTo(OutputStream out) throws IOException {
      buffer.writeTo(out);
    }

    private void bigEndian(long value, int bytes) {
      for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
        buffer.write((int) (value >>> shift));
      }
    }
  }
}
