package io.headrace.rtmp.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.headrace.media.buffer.MemoryBudget;
import io.headrace.media.codec.CodecConfig;
import io.headrace.media.frame.MediaFrame;
import io.headrace.media.frame.Track;
import io.headrace.rtmp.amf.AmfLimits;
import io.headrace.rtmp.amf.AmfValue;
import io.headrace.rtmp.amf.AmfWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** An ingest whose messages a test writes in hex, and all that came of them. */
final class IngestWorld implements IngestSink, AutoCloseable {
  static final long ORIGIN_MS = 10_000;
  static final long BUDGET_BYTES = 64 << 20;

  static final String AVC_RECORD =
      "0142c00cffe100196742c00ca6110a37e4c044000003000400000300f03c50a84601000668c8420134b2";
  static final String AVC_CONFIG = "17 00 000000" + AVC_RECORD;

  /** The same with another picture parameter set. */
  static final String OTHER_AVC_CONFIG = AVC_CONFIG.replace("34b2", "34b3");

  static final String AVC = "avc1.42c00c";
  static final String IDR = "17 01 000000 00000005 65 88820001";
  static final String P = "27 01 000000 00000003 419a1c";

  static final String AAC_CONFIG = "af00 1190";
  static final String AAC_MONO_CONFIG = "af00 1188";
  static final String AAC_FRAME = "af01 2110046008";
  static final String AAC = "mp4a.40.2";

  final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true, true);
  final MemoryBudget budget;
  final List<String> trackSets = new ArrayList<>();
  final List<List<Track>> announced = new ArrayList<>();
  final List<MediaFrame> frames = new ArrayList<>();
  final List<String> notices = new ArrayList<>();
  final MediaIngest ingest;

  IngestWorld() {
    this(BUDGET_BYTES);
  }

  IngestWorld(long budgetBytes) {
    budget = new MemoryBudget(budgetBytes);
    ingest = new MediaIngest(this, ORIGIN_MS, budget, AmfLimits.DEFAULT);
  }

  /** Fails if a buffer or a reservation is left. */
  @Override
  public void close() {
    ingest.close();
    frames.forEach(MediaFrame::release);
    assertEquals(0, allocator.metric().usedDirectMemory(), "bytes held after close");
    assertEquals(0, budget.usedBytes(), "bytes reserved after close");
  }

  void video(long timestampMs, String hex) {
    ingest.onVideo(timestampMs, body(hex));
  }

  void audio(long timestampMs, String hex) {
    ingest.onAudio(timestampMs, body(hex));
  }

  void data(long timestampMs, Object... values) {
    ingest.onData(timestampMs, body(HexFormat.of().formatHex(amf(values))));
  }

  /** What encoders say before anything else. */
  void metadata(boolean video, boolean audio) {
    data(
        0,
        "@setDataFrame",
        "onMetaData",
        AmfValue.object("videocodecid", video ? 7 : 0, "audiocodecid", audio ? 10 : 0));
  }

  /** Starts with an AVC and an AAC track; nothing is given yet. */
  void configure() {
    metadata(true, true);
    video(0, AVC_CONFIG);
    audio(0, AAC_CONFIG);
  }

  ByteBuf body(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
    return allocator.directBuffer(bytes.length, Math.max(1, bytes.length)).writeBytes(bytes);
  }

  static byte[] amf(Object... values) {
    ByteBuf out = Unpooled.buffer();
    for (Object value : values) {
      AmfWriter.write(out, value instanceof AmfValue amf ? amf : AmfValue.of((String) value));
    }
    byte[] bytes = new byte[out.readableBytes()];
    out.readBytes(bytes);
    return bytes;
  }

  /** The frames of a track that came so far. */
  List<MediaFrame> frames(int trackId) {
    return frames.stream().filter(frame -> frame.track().id() == trackId).toList();
  }

  MediaFrame last() {
    return frames.get(frames.size() - 1);
  }

  CodecConfig lastCodec() {
    return last().track().codec();
  }

  @Override
  public void announce(List<Track> tracks) {
    announced.add(tracks);
    trackSets.add(String.join(" ", tracks.stream().map(t -> t.codec().codecString()).toList()));
  }

  @Override
  public void write(MediaFrame frame) {
    frames.add(frame);
  }

  @Override
  public void notice(String line) {
    notices.add(line);
  }
}
