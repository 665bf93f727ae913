package io.headrace.rtmp.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.headrace.media.codec.TrackKind;
import io.headrace.media.flv.FlvFileReader;
import io.headrace.media.flv.TagReader;
import io.headrace.media.flv.TagType;
import io.headrace.media.flv.TagWriter;
import io.headrace.media.frame.MediaFrame;
import io.headrace.media.frame.Track;
import io.headrace.testkit.Golden;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What ffmpeg 8.1 sends of every codec. The numbers of frames are ffprobe's; the golden files say
 * what was made of them.
 */
class CapturedStreamsTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "aom-av1, 25, 0",
    "av1-opus, 50, 101",
    "avc-ac3, 25, 32",
    "avc-eac3, 25, 32",
    "avc-mp3, 50, 78",
    "h263, 25, 0",
    "hevc-aac, 50, 95",
    "hevc-hdr, 25, 0",
    "speex, 0, 100",
    "two-video-two-audio, 100, 173",
    "vp9-flac, 15, 7",
  })
  void comesInWithEveryFrame(String name, int videoFrames, int audioFrames) throws IOException {
    try (IngestWorld world = ingest(name)) {
      MediaStats stats = world.ingest.stats();
      assertEquals(videoFrames, stats.videoFrames());
      assertEquals(audioFrames, stats.audioFrames());
      assertEquals(0, stats.skipped());
      assertEquals(0, stats.repairedTimes());
      assertEquals(List.of(), world.notices);
      assertEquals(1, world.trackSets.size(), world.trackSets.toString());
      Golden.assertEqualsFile("captures/" + name + ".txt", packets(name) + dump(world));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "aom-av1",
        "av1-opus",
        "avc-ac3",
        "avc-eac3",
        "avc-mp3",
        "h263",
        "hevc-aac",
        "hevc-hdr",
        "speex",
        "two-video-two-audio",
        "vp9-flac"
      })
  void comesBackTheSameWhenItIsWrittenAgain(String name) throws IOException {
    try (IngestWorld first = ingest(name);
        IngestWorld second = new IngestWorld()) {
      publish(first, second);

      assertEquals(
          first.announced.get(0).stream().map(CapturedStreamsTest::describe).toList(),
          second.announced.get(0).stream().map(CapturedStreamsTest::describe).toList());
      assertEquals(1, second.announced.size());
      assertEquals(first.frames.size(), second.frames.size());
      for (int i = 0; i < first.frames.size(); i++) {
        MediaFrame sent = first.frames.get(i);
        MediaFrame received = second.frames.get(i);
        assertEquals(sent.toString(), received.toString());
        assertEquals(sent.data(), received.data());
        assertEquals(sent.durationTicks(), received.durationTicks());
      }
      assertEquals(List.of(), second.notices);
    }
  }

  /** Writes what came out of {@code from} as a publisher would, and gives it to {@code to}. */
  private static void publish(IngestWorld from, IngestWorld to) {
    to.metadata(!from.frames(0).isEmpty(), !from.frames(1).isEmpty());
    for (Track track : from.announced.get(0)) {
      send(to, track, 0, out -> TagWriter.writeSequenceHeader(out, track));
    }
    for (Track track : from.announced.get(0)) {
      send(to, track, 0, out -> TagWriter.writeColorInfo(out, track));
    }
    for (MediaFrame frame : from.frames) {
      long timestampMs = TagWriter.timestampMs(frame);
      send(
          to,
          frame.track(),
          timestampMs,
          out -> {
            assertEquals(TagWriter.frameHeaderBytes(frame), TagWriter.writeFrameHeader(out, frame));
            out.writeBytes(frame.data().slice());
            return true;
          });
    }
  }

  /** All that a player is told; records may have been put in order on the way. */
  private static String describe(Track track) {
    return track.id()
        + " "
        + track.codec().codecString()
        + " "
        + HexFormat.of().formatHex(track.codec().record())
        + " "
        + track.timescaleHz()
        + " "
        + track.hdr();
  }

  private interface Body {
    boolean write(ByteBuf out);
  }

  private static void send(IngestWorld to, Track track, long timestampMs, Body body) {
    ByteBuf out = to.allocator.directBuffer();
    if (!body.write(out)) {
      out.release();
    } else if (track.isVideo()) {
      to.ingest.onVideo(timestampMs, out);
    } else {
      to.ingest.onAudio(timestampMs, out);
    }
  }

  private static ByteBuf file(String name) throws IOException {
    try (InputStream in = CapturedStreamsTest.class.getResourceAsStream("/flv/" + name + ".flv")) {
      return Unpooled.wrappedBuffer(in.readAllBytes());
    }
  }

  private static IngestWorld ingest(String name) throws IOException {
    IngestWorld world = new IngestWorld();
    FlvFileReader file = new FlvFileReader(file(name));
    while (file.next()) {
      ByteBuf body = world.allocator.directBuffer().writeBytes(file.body());
      switch (file.type()) {
        case VIDEO -> world.ingest.onVideo(file.timestampMs(), body);
        case AUDIO -> world.ingest.onAudio(file.timestampMs(), body);
        case SCRIPT -> world.ingest.onData(file.timestampMs(), body);
      }
    }
    return world;
  }

  /** How many packets of each kind there are. */
  private static String packets(String name) throws IOException {
    Map<String, Integer> counts = new TreeMap<>();
    TagReader reader = new TagReader();
    FlvFileReader file = new FlvFileReader(file(name));
    while (file.next()) {
      if (file.type() == TagType.SCRIPT) {
        continue;
      }
      reader.wrap(file.type(), file.body());
      while (reader.next()) {
        String form = reader.isEnhanced() ? "enhanced" : "legacy";
        String key = reader.packet() == TagReader.Packet.FRAME && reader.isKey() ? " key" : "";
        boolean video = reader.kind() == TrackKind.VIDEO;
        counts.merge(
            (video ? "video " : "audio ")
                + reader.trackId()
                + " "
                + form
                + " "
                + reader.codec()
                + " "
                + reader.packet()
                + (video ? key : ""),
            1,
            Integer::sum);
      }
    }
    StringBuilder out = new StringBuilder("packets\n");
    counts.forEach((packet, count) -> out.append("  " + packet + ": " + count + "\n"));
    return out.toString();
  }

  private static String dump(IngestWorld world) {
    StringBuilder out = new StringBuilder("tracks\n");
    for (Track track : world.announced.get(0)) {
      out.append("  " + track.id() + ": " + track.codec().codecString());
      out.append(" at " + track.timescaleHz() + " Hz");
      out.append(track.hdr() == null ? "\n" : " " + track.hdr() + "\n");
    }
    for (Track track : world.announced.get(0)) {
      out.append("frames of " + track.id() + ", dts pts-dts duration bytes\n");
      List<MediaFrame> frames = world.frames(track.id());
      List<MediaFrame> shown = new ArrayList<>(frames.subList(0, Math.min(5, frames.size())));
      shown.add(frames.get(frames.size() - 1));
      for (MediaFrame frame : shown) {
        out.append("  " + frame.dtsTicks() + " " + (frame.ptsTicks() - frame.dtsTicks()));
        out.append(" " + frame.durationTicks() + " " + frame.sizeBytes());
        out.append(frame.isVideo() && frame.isSync() ? " sync" : "");
        out.append(" " + start(frame) + "\n");
      }
    }
    out.append("stats\n  " + world.ingest.stats().toString().replace("; ", "\n  ") + "\n");
    return out.toString();
  }

  private static String start(MediaFrame frame) {
    ByteBuf data = frame.data();
    return ByteBufUtil.hexDump(data, data.readerIndex(), Math.min(8, data.readableBytes()));
  }
}
