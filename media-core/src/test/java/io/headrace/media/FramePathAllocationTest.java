package io.headrace.media;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.headrace.media.codec.Ac3Config;
import io.headrace.media.codec.AudioConfig;
import io.headrace.media.codec.Av1Config;
import io.headrace.media.codec.AvcConfig;
import io.headrace.media.codec.FlacConfig;
import io.headrace.media.codec.FrameContent;
import io.headrace.media.codec.HevcConfig;
import io.headrace.media.codec.NalFrames;
import io.headrace.media.codec.OpusConfig;
import io.headrace.media.codec.VideoConfig;
import io.headrace.media.codec.VideoFrames;
import io.headrace.media.codec.Vp9Config;
import io.headrace.media.flv.TagReader;
import io.headrace.media.flv.TagType;
import io.headrace.media.flv.TagWriter;
import io.headrace.media.frame.MediaFrame;
import io.headrace.media.frame.Track;
import io.headrace.media.mp4.FragmentWriter;
import io.headrace.media.mp4.SampleBatch;
import io.headrace.media.time.SampleClock;
import io.headrace.media.time.Timeline;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every frame passes through leaves no garbage behind. */
class FramePathAllocationTest {
  private static final int WARM_UP = 20_000;
  private static final int ROUNDS = 20_000;

  /** Room for what the JVM itself counts to the thread meanwhile, such as compiled code's class. */
  private static final double MAX_BYTES_PER_ROUND = 1;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  // Leak records would be the garbage that is looked for.
  private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true, true);
  private final TagReader reader = new TagReader();
  private final AvcConfig config = TestMedia.avc(TestMedia.AVC_360P_NTSC);

  @Test
  void readingTagBodiesAndNormalizingFramesAllocatesNothing() {
    ByteBuf video = buffer("1701000021 00000002 0910 00000002 0605 00000004 65aabbcc");
    ByteBuf audio = buffer("af01 2110");
    ByteBuf tracks = buffer("97 02 07a120 06 11 61766331 00 000004 00005065 02 000004 00000041");
    ByteBuf frame = buffer("00000002 0910 00000002 0605 00000004 65aabbcc");
    assertNoGarbage(
        () -> {
          int sum = read(TagType.VIDEO, video) + read(TagType.AUDIO, audio);
          sum += read(TagType.VIDEO, tracks);
          ByteBuf normalized = NalFrames.normalized(frame.retain(), config);
          sum += NalFrames.content(normalized, config).ordinal();
          normalized.setIndex(0, frame.capacity()).release();
          return sum;
        });
    video.release();
    audio.release();
    tracks.release();
    frame.release();
  }

  @Test
  void lookingIntoFramesOfOtherCodecsAllocatesNothing() {
    HevcConfig hevc = HevcConfig.parse(TestMedia.bytes(TestMedia.HEVC_PQ));
    Av1Config av1 = Av1Config.parse(TestMedia.bytes(TestMedia.AV1_360P));
    VideoConfig vp9 =
        Vp9Config.parse(TestMedia.bytes("010000000015820202020000"))
            .completedBy(TestMedia.bytes("824983420027f0167606"));
    ByteBuf hevcFrame = buffer("00000003 460150 00000003 2801aa");
    ByteBuf av1Frame = buffer("1200 0a0c0200000d2627fb3805f00080 32041000aabb");
    ByteBuf vp9Frame = buffer("824983420027f0167606");
    AudioConfig opus = OpusConfig.parse(TestMedia.bytes(TestMedia.OPUS_STEREO));
    AudioConfig flac = FlacConfig.parse(TestMedia.bytes(TestMedia.FLAC_96K));
    ByteBuf ac3Frame = buffer("0b77037f3f87c00020fc");
    AudioConfig ac3 = Ac3Config.ofFrame(ac3Frame);
    ByteBuf opusFrame = buffer("fb83aabb");
    ByteBuf flacFrame = buffer("fff86a88e3818063");
    assertNoGarbage(
        () ->
            normalize(hevcFrame, hevc)
                + normalize(av1Frame, av1)
                + normalize(vp9Frame, vp9)
                + opus.samplesIn(opusFrame)
                + flac.samplesIn(flacFrame)
                + ac3.samplesIn(ac3Frame));
    List.of(hevcFrame, av1Frame, vp9Frame, opusFrame, flacFrame, ac3Frame)
        .forEach(ByteBuf::release);
  }

  private static int normalize(ByteBuf frame, VideoConfig config) {
    ByteBuf normalized = VideoFrames.normalized(frame.retain(), config);
    FrameContent content = VideoFrames.content(normalized, config);
    boolean completed = config.completedBy(normalized) == config;
    normalized.setIndex(0, frame.capacity()).release();
    return content == FrameContent.SYNC && completed ? 1 : 0;
  }

  private int read(TagType type, ByteBuf body) {
    int sum = 0;
    reader.wrap(type, body);
    while (reader.next()) {
      sum += reader.packet().ordinal() + reader.payloadIndex() + reader.compositionMs();
    }
    return sum;
  }

  @Test
  void writingFrameHeadersAllocatesNothing() {
    ByteBuf out = allocator.directBuffer(TagWriter.MAX_FRAME_HEADER_BYTES);
    ByteBuf payload = buffer("00000004 65aabbcc");
    MediaFrame plain = frame(0, payload);
    MediaFrame wrapped = frame(1, payload);
    assertNoGarbage(
        () -> {
          int sum = TagWriter.writeFrameHeader(out.clear(), plain);
          return sum + TagWriter.writeFrameHeader(out.clear(), wrapped);
        });
    payload.release();
    out.release();
  }

  private MediaFrame frame(int number, ByteBuf payload) {
    Track track = new Track(Track.videoId(number), config, Track.VIDEO_TIMESCALE_HZ);
    return new MediaFrame(track, 0, 3_600, 0, true, payload);
  }

  @Test
  void writingFragmentsAllocatesNothing() {
    SampleBatch batch = new SampleBatch();
    ByteBuf payload = buffer("00000004 65aabbcc");
    ByteBuf slab = allocator.directBuffer(1_024);
    assertNoGarbage(
        () -> {
          for (int i = 0; i < 5; i++) {
            batch.add(3_000L * i, 3_000 * (i & 1), i == 0, payload.retain());
          }
          batch.end(15_000);
          slab.clear();
          FragmentWriter.write(batch, 1, slab);
          int written = slab.writerIndex() - FragmentWriter.sizeBytes(batch);
          batch.clear();
          return written;
        });
    payload.release();
    slab.release();
  }

  @Test
  void repairingTimeAllocatesNothing() {
    Timeline.TrackTime video = Timeline.ofRtmp(1_000).track();
    SampleClock clock = new SampleClock(48_000, 1_024);
    long[] ms = {0};
    assertNoGarbage(
        () -> {
          ms[0] += ms[0] % 1_000 == 0 ? 60_000 : 21;
          return (int) (video.next(ms[0]) + clock.next(ms[0], 1_000, 1_024));
        });
  }

  private interface Round {
    int run();
  }

  private void assertNoGarbage(Round round) {
    long sum = 0;
    for (int i = 0; i < WARM_UP; i++) {
      sum += round.run();
    }
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < ROUNDS; i++) {
      sum += round.run();
    }
    double bytes = (threads.getCurrentThreadAllocatedBytes() - before) / (double) ROUNDS;
    long result = sum;
    assertTrue(bytes < MAX_BYTES_PER_ROUND, () -> bytes + " bytes per round, result " + result);
  }

  private ByteBuf buffer(String hex) {
    ByteBuf bytes = TestMedia.bytes(hex);
    return allocator.directBuffer(bytes.readableBytes(), bytes.readableBytes()).writeBytes(bytes);
  }
}
