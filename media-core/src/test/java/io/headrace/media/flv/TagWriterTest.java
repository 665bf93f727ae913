package io.headrace.media.flv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headrace.media.TestMedia;
import io.headrace.media.codec.CodecConfig;
import io.headrace.media.codec.Colour;
import io.headrace.media.codec.HdrInfo;
import io.headrace.media.codec.HdrInfo.ContentLight;
import io.headrace.media.codec.HdrInfo.MasteringDisplay;
import io.headrace.media.codec.OpaqueConfig;
import io.headrace.media.codec.TrackKind;
import io.headrace.media.frame.MediaFrame;
import io.headrace.media.frame.Track;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TagWriterTest {
  private static final CodecConfig AVC = TestMedia.avc(TestMedia.AVC_1080P);
  private static final CodecConfig AAC = TestMedia.aac(TestMedia.AAC_48K_STEREO);
  private static final CodecConfig SPEEX = new OpaqueConfig(TrackKind.AUDIO, "Speex", 11);
  private static final CodecConfig VP8 = new OpaqueConfig(TrackKind.VIDEO, "VP8", 0x76703038);

  private final ByteBuf out = Unpooled.buffer();
  private final TagReader reader = new TagReader();

  @Test
  void givesTheFirstAvcAndAacTrackTheFormThatEveryPlayerKnows() {
    assertFalse(TagWriter.isEnhanced(video(0)));
    assertFalse(TagWriter.isEnhanced(audio(0)));
    assertEquals("1700000000" + TestMedia.AVC_1080P, sequenceHeader(video(0)));
    assertEquals("af00" + TestMedia.AAC_48K_STEREO, sequenceHeader(audio(0)));
    assertEquals("1701000000", frameHeader(video(0), 90_000, 90_000, true));
    assertEquals("2701000050", frameHeader(video(0), 90_000, 90_000 + 7_200, false));
    assertEquals("2701ffffde", frameHeader(video(0), 90_000, 90_000 - 34 * 90, false));
    assertEquals("af01", frameHeader(audio(0), 48_000, 48_000, true));
  }

  @Test
  void wrapsFurtherTracks() {
    assertTrue(TagWriter.isEnhanced(video(1)));
    assertTrue(TagWriter.isEnhanced(audio(255)));
    assertEquals("96006176633101" + TestMedia.AVC_1080P, sequenceHeader(video(1)));
    assertEquals("95006d703461ff" + TestMedia.AAC_48K_STEREO, sequenceHeader(audio(255)));
    assertEquals("96036176633101", frameHeader(video(1), 0, 0, true));
    assertEquals("a601617663317f000050", frameHeader(video(127), 0, 7_200, false));
    assertEquals("95016d70346101", frameHeader(audio(1), 0, 0, true));
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "0, 3", "0, -3000", "7777, 8123", "1, -1", "44, 46", "134, 136"})
  void roundsTimesSoThatTagAndCompositionAddUp(long dtsTicks, long offsetTicks) {
    long ptsTicks = dtsTicks + offsetTicks;
    MediaFrame frame = frame(video(0), dtsTicks, ptsTicks, false);
    read(TagType.VIDEO, header(frame) + "65");

    long ptsMs = TagWriter.timestampMs(frame) + reader.compositionMs();
    assertEquals(ptsTicks / 90.0, (double) ptsMs, 0.5);
    assertEquals(dtsTicks / 90.0, (double) TagWriter.timestampMs(frame), 0.5);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 200, 255})
  void writesWhatTheReaderReads(int number) {
    read(TagType.VIDEO, sequenceHeader(video(number)));
    assertReads(TagReader.Packet.CONFIG, TagCodec.AVC, number, TestMedia.AVC_1080P);
    read(TagType.AUDIO, sequenceHeader(audio(number)));
    assertReads(TagReader.Packet.CONFIG, TagCodec.AAC, number, TestMedia.AAC_48K_STEREO);
    read(TagType.VIDEO, frameHeader(video(number), 0, 3_600, true) + "0000000165");
    assertReads(TagReader.Packet.FRAME, TagCodec.AVC, number, "0000000165");
    assertTrue(reader.isKey());
    assertEquals(40, reader.compositionMs());
    read(TagType.VIDEO, frameHeader(video(number), 0, 0, false) + "41");
    assertReads(TagReader.Packet.FRAME, TagCodec.AVC, number, "41");
    assertFalse(reader.isKey());
    read(TagType.AUDIO, frameHeader(audio(number), 0, 0, true) + "2110");
    assertReads(TagReader.Packet.FRAME, TagCodec.AAC, number, "2110");
  }

  @Test
  void addsNothingToOpaqueTracks() {
    Track speex = new Track(Track.audioId(0), SPEEX, Track.MILLIS_TIMESCALE_HZ);
    Track vp8 = new Track(Track.videoId(0), VP8, Track.VIDEO_TIMESCALE_HZ);
    assertFalse(TagWriter.isEnhanced(speex));
    assertTrue(TagWriter.isEnhanced(vp8));
    assertFalse(TagWriter.writeSequenceHeader(out, speex));
    assertEquals(0, TagWriter.writeFrameHeader(out, frame(speex, 0, 0, true)));
    assertEquals(0, TagWriter.frameHeaderBytes(frame(speex, 0, 0, true)));
    assertFalse(TagWriter.writeColorInfo(out, vp8));
    assertEquals(0, out.readableBytes());
  }

  @Test
  void tellsColourBesideTheBitstream() {
    assertFalse(TagWriter.writeColorInfo(out, video(0)), "there is none");
    Colour bt2100 = new Colour(9, Colour.TRANSFER_PQ, 9, false);
    MasteringDisplay display =
        new MasteringDisplay(
            34_000, 16_000, 13_250, 34_500, 7_500, 3_000, 15_635, 16_450, 10_000_000, 1);
    HdrInfo hdr = new HdrInfo(bt2100, display, new ContentLight(1_000, 400));
    assertTrue(TagWriter.writeColorInfo(out, new Track(2, AVC, Track.VIDEO_TIMESCALE_HZ, hdr)));

    read(TagType.VIDEO, ByteBufUtil.hexDump(out));
    assertEquals(TagReader.Packet.METADATA, reader.packet());
    assertEquals(1, reader.trackId());
    String text = out.toString(StandardCharsets.ISO_8859_1);
    for (String name : new String[] {"colorInfo", "colorConfig", "hdrCll", "hdrMdcv", "maxCLL"}) {
      assertTrue(text.contains(name), name);
    }
  }

  @Test
  void tellsColourOfTheFirstTrackInTheFormThatFfmpegKnows() {
    HdrInfo hdr = new HdrInfo(new Colour(9, Colour.TRANSFER_PQ, 9, false), null, null);
    Track first = new Track(Track.videoId(0), AVC, Track.VIDEO_TIMESCALE_HZ, hdr);
    assertTrue(TagWriter.writeColorInfo(out, first));

    String hex = ByteBufUtil.hexDump(out);
    assertTrue(hex.startsWith("d461766331"), hex);
    read(TagType.VIDEO, hex);
    assertEquals(TagReader.Packet.METADATA, reader.packet());
    assertEquals(0, reader.trackId());
  }

  private static Track video(int number) {
    return new Track(Track.videoId(number), AVC, Track.VIDEO_TIMESCALE_HZ);
  }

  private static Track audio(int number) {
    return new Track(Track.audioId(number), AAC, 48_000);
  }

  private static MediaFrame frame(Track track, long dtsTicks, long ptsTicks, boolean sync) {
    return new MediaFrame(track, dtsTicks, ptsTicks, 0, sync, Unpooled.EMPTY_BUFFER);
  }

  private String sequenceHeader(Track track) {
    out.clear();
    assertTrue(TagWriter.writeSequenceHeader(out, track));
    return ByteBufUtil.hexDump(out);
  }

  private String frameHeader(Track track, long dtsTicks, long ptsTicks, boolean sync) {
    return header(frame(track, dtsTicks, ptsTicks, sync));
  }

  private String header(MediaFrame frame) {
    out.clear();
    int bytes = TagWriter.writeFrameHeader(out, frame);
    assertEquals(bytes, out.readableBytes());
    assertEquals(bytes, TagWriter.frameHeaderBytes(frame));
    assertTrue(bytes <= TagWriter.MAX_FRAME_HEADER_BYTES);
    return ByteBufUtil.hexDump(out);
  }

  private void read(TagType type, String hex) {
    out.clear().writeBytes(TestMedia.bytes(hex));
    reader.wrap(type, out);
    assertTrue(reader.next());
  }

  private void assertReads(TagReader.Packet packet, TagCodec codec, int number, String payload) {
    assertEquals(packet, reader.packet());
    assertEquals(codec, reader.codec());
    assertEquals(number, reader.trackId());
    assertEquals(payload, ByteBufUtil.hexDump(out, reader.payloadIndex(), reader.payloadBytes()));
  }
}
