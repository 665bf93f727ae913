package io.headrace.testkit;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;

/** What {@link BadPeer}s send. */
final class BadBytes {
  static final String SECRET = "tell-nobody";

  /** To be put behind names. */
  static final String QUERY = "?key=" + SECRET;

  private static final int NOISE_BYTES = 64 << 10;
  private static final int CLIENT_HELLO_BYTES = 517;
  private static final int CONNECT_DEPTH = 10_000;
  private static final int METADATA_DEPTH = 70_000;
  private static final int MAX_DATA_BYTES = 256 << 10;
  private static final int FIRST_CHUNK_STREAM = 3;
  private static final int VIDEO_CHUNK_STREAM = 6;
  private static final int AVC_KEY_FRAME = 0x17;

  private static final List<FlvTag> CLIP = FlvTag.readResource(Canary.CLIP);

  private BadBytes() {}

  static byte[] noise(SplittableRandom random) {
    byte[] noise = new byte[NOISE_BYTES];
    random.nextBytes(noise);
    return noise;
  }

  /** The start of a TLS ClientHello record, RFC 8446 §5.1, as an RTMPS client sends. */
  static byte[] clientHello(SplittableRandom random) {
    byte[] hello = new byte[CLIENT_HELLO_BYTES];
    random.nextBytes(hello);
    byte[] start = {0x16, 3, 1, 2, 0, 1, 0, 1, (byte) 0xFC, 3, 3};
    System.arraycopy(start, 0, hello, 0, start.length);
    return hello;
  }

  /** Video messages of {@code declared} bytes, of each of which {@code sent} come. */
  static RtmpBytes unfinished(int messages, int declared, int sent) {
    RtmpBytes chunks = new RtmpBytes().chunkSize(sent);
    for (int i = 0; i < messages; i++) {
      chunks.header(FIRST_CHUNK_STREAM + i, RtmpBytes.VIDEO, 1, 0, declared).raw(new byte[sent]);
    }
    return chunks;
  }

  /** Aggregates, RTMP 1.0 §7.1.6, each in the one before. */
  static RtmpBytes nestedAggregates(int depth) {
    byte[] inner = {};
    for (int i = 0; i < depth; i++) {
      inner = tag(RtmpBytes.AGGREGATE, inner.length).raw(inner).int32(0).toBytes();
    }
    return new RtmpBytes().message(4, RtmpBytes.AGGREGATE, 1, 0, inner);
  }

  /** An aggregate with a video message that would be 8 MiB long. */
  static RtmpBytes lyingAggregate() {
    byte[] tag = tag(RtmpBytes.VIDEO, 8 << 20).raw(new byte[100]).toBytes();
    return new RtmpBytes().message(4, RtmpBytes.AGGREGATE, 1, 0, tag);
  }

  /** The header of an FLV tag, FLV 10.1 §E.4.1. */
  private static RtmpBytes tag(int type, int bodyBytes) {
    return new RtmpBytes().int8(type).int24(bodyBytes).int32(0).int24(0);
  }

  /** A query of more parameters than anybody needs. */
  static String manyParameters() {
    StringBuilder query = new StringBuilder(QUERY);
    for (int i = 0; i < 60; i++) {
      query.append("&%41").append(i).append('=');
    }
    return query.toString();
  }

  /** Objects in objects, AMF 0 §2.5. */
  static byte[] deep() {
    return new RtmpBytes()
        .repeat(CONNECT_DEPTH, (byte) 3, (byte) 0, (byte) 1, (byte) 'a')
        .toBytes();
  }

  /** Arrays of one element in each other, AMF 3 §3.11, behind AMF0's marker for AMF3. */
  static byte[] deepAmf3() {
    return new RtmpBytes().int8(0x11).repeat(CONNECT_DEPTH, (byte) 9, (byte) 3, (byte) 1).toBytes();
  }

  static byte[] deepMetadata() {
    return new RtmpBytes()
        .string("onMetaData")
        .repeat(METADATA_DEPTH, (byte) 3, (byte) 0, (byte) 0)
        .toBytes();
  }

  /** {@code onMetaData} with that many properties. */
  static RtmpBytes metadata(int properties) {
    RtmpBytes values = new RtmpBytes().string("@setDataFrame").string("onMetaData").int8(8);
    values.int32(properties);
    for (int i = 0; i < properties && values.size() < MAX_DATA_BYTES - 20; i++) {
      byte[] key = ("key" + i).getBytes(StandardCharsets.US_ASCII);
      values.int16(key.length).raw(key).int8(0).raw(new byte[8]);
    }
    return new RtmpBytes().data(values.int24(9).toBytes());
  }

  /** A key frame of zeros, which no decoder could use. */
  static RtmpBytes video(int streamId, int bytes) {
    byte[] body = new byte[bytes];
    body[0] = AVC_KEY_FRAME;
    body[1] = 1;
    return new RtmpBytes().message(VIDEO_CHUNK_STREAM, RtmpBytes.VIDEO, streamId, 0, body);
  }

  /** The configurations of a clip, and its frames up to {@code keyFrames} key frames. */
  static RtmpBytes clip(int keyFrames) {
    RtmpBytes chunks = new RtmpBytes();
    int keys = 0;
    for (FlvTag tag : CLIP) {
      boolean isVideo = tag.type() == RtmpBytes.VIDEO;
      keys += isKeyFrame(tag) ? 1 : 0;
      if (keys > keyFrames) {
        break;
      }
      if (tag.type() != RtmpBytes.DATA) {
        int chunkStream = isVideo ? VIDEO_CHUNK_STREAM : VIDEO_CHUNK_STREAM - 1;
        chunks.message(chunkStream, tag.type(), 1, tag.timestampMs(), tag.payload());
      }
    }
    return chunks;
  }

  /** Two audio configurations by turns, each with a frame. */
  static RtmpBytes configurations() {
    byte[] frame = {(byte) 0xAF, 1, 33, 16, 4, 96, 0x1C};
    return new RtmpBytes()
        .message(5, RtmpBytes.AUDIO, 1, 0, new byte[] {(byte) 0xAF, 0, 0x11, (byte) 0x90})
        .message(5, RtmpBytes.AUDIO, 1, 2_000, frame)
        .message(5, RtmpBytes.AUDIO, 1, 0, new byte[] {(byte) 0xAF, 0, 0x12, 0x10})
        .message(5, RtmpBytes.AUDIO, 1, 4_000, frame);
  }

  static RtmpBytes noiseAsMedia(SplittableRandom random) {
    RtmpBytes chunks = clip(1);
    for (int i = 0; i < 500; i++) {
      byte[] body = new byte[1 + random.nextInt(200)];
      random.nextBytes(body);
      // Sequence headers that change are another matter.
      body[0] = (byte) (random.nextBoolean() ? 0x27 : 0x17);
      if (body.length > 1) {
        body[1] = 1;
      }
      chunks.message(VIDEO_CHUNK_STREAM, RtmpBytes.VIDEO, 1, 40 + i, body);
    }
    return chunks;
  }

  static RtmpBytes wildTimestamps(SplittableRandom random) {
    RtmpBytes chunks = clip(1);
    byte[] key = keyFrame();
    for (int i = 0; i < 300; i++) {
      chunks.message(VIDEO_CHUNK_STREAM, RtmpBytes.VIDEO, 1, random.nextInt(), key);
    }
    return chunks;
  }

  /** The body of a key frame of the clip. */
  static byte[] keyFrame() {
    return CLIP.stream().filter(BadBytes::isKeyFrame).findFirst().orElseThrow().payload();
  }

  private static boolean isKeyFrame(FlvTag tag) {
    return tag.type() == RtmpBytes.VIDEO
        && tag.payload()[0] == AVC_KEY_FRAME
        && tag.payload()[1] == 1;
  }

  /** Enhanced RTMP v2, "ExVideoTagHeader". */
  static RtmpBytes enhancedLies() {
    RtmpBytes endlessExtensions =
        new RtmpBytes().int8(0x97).repeat(20_000, (byte) 0, (byte) 0, (byte) 7);
    // ManyTracks of coded frames: one whose length lies, and then all ids there are.
    RtmpBytes lyingLength = new RtmpBytes().hex("961161766331").int8(1).int24(0xFF_FFFF).int8(0);
    RtmpBytes allIds = new RtmpBytes().hex("961161766331");
    for (int id = 0; id < 256; id++) {
      allIds.int8(id).int24(5).int32(0).int8(9);
    }
    RtmpBytes chunks = clip(1);
    for (RtmpBytes body : List.of(endlessExtensions, lyingLength, allIds)) {
      for (int i = 0; i < 20; i++) {
        chunks.message(VIDEO_CHUNK_STREAM, RtmpBytes.VIDEO, 1, 40 + i, body.toBytes());
      }
      byte[] asAudio = body.toBytes();
      asAudio[0] = (byte) (0x90 | asAudio[0] & 0xF);
      chunks.message(VIDEO_CHUNK_STREAM - 1, RtmpBytes.AUDIO, 1, 60, asAudio);
    }
    return chunks;
  }

  /** A frame whose chunks are of 128, then 1,000, then 200 bytes. */
  static RtmpBytes chunkSizes() {
    int chunkStream = VIDEO_CHUNK_STREAM;
    byte[] next = {(byte) (0xC0 | chunkStream)};
    return clip(1)
        .chunkSize(128)
        .header(chunkStream, RtmpBytes.VIDEO, 1, 40, 1_328)
        .raw(new byte[128])
        .chunkSize(1_000)
        .raw(next)
        .raw(new byte[1_000])
        .chunkSize(200)
        .raw(next)
        .raw(new byte[200])
        .chunkSize(RtmpBytes.ONE_CHUNK);
  }
}
