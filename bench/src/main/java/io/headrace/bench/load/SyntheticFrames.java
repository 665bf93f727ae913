package io.headrace.bench.load;

import io.headrace.media.flv.TagType;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.SplittableRandom;

/**
 * An endless run of messages of the shape of a live stream without an encoder: valid AVC and AAC
 * configurations, NAL and slice headers, and random bytes of random length behind them, no two
 * frames alike, with room for a {@link FrameStamp}. It is 1280×720 at 30 frames per second with a
 * key frame each second unless told otherwise and AAC-LC 48 kHz stereo, and cannot be decoded to
 * pictures. Makes no garbage.
 *
 * <p>Thread: one at a time.
 */
public final class SyntheticFrames {
  public static final int FRAMES_PER_SECOND = 30;
  public static final int SAMPLE_RATE_HZ = 48_000;
  public static final int SAMPLES_PER_FRAME = 1_024;

  /** What stands before the payload of a video message. */
  public static final int VIDEO_HEADER_BYTES = 5;

  /** What stands before the payload of an audio message. */
  public static final int AUDIO_HEADER_BYTES = 2;

  private static final int AUDIO_BITS_PER_SECOND = 128_000;
  private static final int KEY_FRAME_WEIGHT = 5;
  private static final int MIN_BITS_PER_SECOND = 200_000;
  private static final int KEY_FRAME = 0x17;
  private static final int INTER_FRAME = 0x27;
  private static final int AAC = 0xAF;

  /** AVCDecoderConfigurationRecord: Main@3.1, 1280×720, VUI with 30 frames per second. */
  private static final String AVC_CONFIG =
      "014d401fffe10019674d401fd9005005bb0110000003001000000303c0f183248001000468ebccb2";

  /** AudioSpecificConfig: AAC-LC, 48 kHz, stereo. */
  private static final String AAC_CONFIG = "1190";

  private final SplittableRandom random;
  private final int bitsPerSecond;
  private final int gopFrames;
  private long pictures;
  private long sounds;
  private TagType type = TagType.VIDEO;
  private long timestampMs;

  /**
   * @param bitsPerSecond payload of video and audio together
   * @param seed the same seed makes the same frames
   */
  public SyntheticFrames(int bitsPerSecond, long seed) {
    this(bitsPerSecond, FRAMES_PER_SECOND, seed);
  }

  /**
   * @param bitsPerSecond payload of video and audio together
   * @param gopFrames from one key frame to the next
   * @param seed the same seed makes the same frames
   */
  public SyntheticFrames(int bitsPerSecond, int gopFrames, long seed) {
    if (bitsPerSecond < MIN_BITS_PER_SECOND) {
      throw new IllegalArgumentException(
          "bit rate: " + bitsPerSecond + " (expected: >= " + MIN_BITS_PER_SECOND + ")");
    }
    this.random = new SplittableRandom(seed);
    this.bitsPerSecond = bitsPerSecond;
    this.gopFrames = gopFrames;
  }

  /** The body of the video sequence header. */
  public static ByteBuf avcConfig() {
    return config("1700000000" + AVC_CONFIG);
  }

  /** The body of the audio sequence header. */
  public static ByteBuf aacConfig() {
    return config("af00" + AAC_CONFIG);
  }

  private static ByteBuf config(String hex) {
    return Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(hex));
  }

  /**
   * Replaces what is in {@code body} by the next message's. Ownership: borrows {@code body}.
   *
   * @see #type
   * @see #timestampMs
   */
  public void next(ByteBuf body) {
    long pictureMs = Math.round(pictures * 1e3 / FRAMES_PER_SECOND);
    long soundMs = Math.round(sounds * 1e3 * SAMPLES_PER_FRAME / SAMPLE_RATE_HZ);
    if (pictureMs <= soundMs) {
      type = TagType.VIDEO;
      timestampMs = pictureMs;
      writePicture(body, pictures % gopFrames == 0);
      pictures++;
    } else {
      type = TagType.AUDIO;
      timestampMs = soundMs;
      writeSound(body);
      sounds++;
    }
  }

  /** Of the message last made. */
  public TagType type() {
    return type;
  }

  /** Of the message last made, from 0; does not wrap. */
  public long timestampMs() {
    return timestampMs;
  }

  private void writePicture(ByteBuf body, boolean key) {
    int shares = gopFrames - 1 + KEY_FRAME_WEIGHT;
    long gopBytes = (long) (bitsPerSecond - AUDIO_BITS_PER_SECOND) / 8 * gopFrames;
    int meanBytes = (int) (gopBytes / FRAMES_PER_SECOND / shares);
    int nalBytes = around(key ? meanBytes * KEY_FRAME_WEIGHT : meanBytes);
    body.clear().writeByte(key ? KEY_FRAME : INTER_FRAME).writeByte(1).writeMedium(0);
    body.writeInt(nalBytes);
    body.writeByte(key ? 0x65 : 0x41); // nal_unit_type 5 (IDR) or 1
    body.writeByte(key ? 0x88 : 0x9A); // first_mb_in_slice 0, slice_type 7 (I) or 5 (P)
    FrameStamp.reserve(body);
    writeNoise(body, nalBytes - 2 - FrameStamp.BYTES);
  }

  private void writeSound(ByteBuf body) {
    int meanBytes = AUDIO_BITS_PER_SECOND / 8 * SAMPLES_PER_FRAME / SAMPLE_RATE_HZ;
    body.clear().writeByte(AAC).writeByte(1);
    FrameStamp.reserve(body);
    writeNoise(body, around(meanBytes) - FrameStamp.BYTES);
  }

  private int around(int meanBytes) {
    return meanBytes * 3 / 4 + random.nextInt(meanBytes / 2 + 1);
  }

  /** Random bytes without a zero, so that none of them looks like a start code. */
  private void writeNoise(ByteBuf body, int bytes) {
    int whole = bytes / Long.BYTES;
    for (int i = 0; i < whole; i++) {
      body.writeLong(random.nextLong() | 0x0101010101010101L);
    }
    for (int i = whole * Long.BYTES; i < bytes; i++) {
      body.writeByte(random.nextInt() | 1);
    }
  }
}
