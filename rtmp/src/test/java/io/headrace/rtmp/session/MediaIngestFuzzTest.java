package io.headrace.rtmp.session;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.headrace.media.frame.MediaFrame;
import io.headrace.media.frame.Track;
import io.headrace.rtmp.RtmpException;
import io.headrace.rtmp.RtmpException.Reason;
import io.headrace.rtmp.message.MessageType;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Whatever comes, in whatever order, an ingest says RtmpException or nothing, gives frames only of
 * tracks that it has announced, with times that increase, and releases all of it. Runs the seeds as
 * an ordinary test, and fuzzes with {@code JAZZER_FUZZ=1}.
 *
 * <pre>
 * input   { type 8 (8, 9, 18, 22; others modulo 4), timestamp difference 16, length 16, body } …
 * </pre>
 */
class MediaIngestFuzzTest {
  private static final int[] TYPES = {
    MessageType.VIDEO, MessageType.AUDIO, MessageType.DATA_AMF0, MessageType.AGGREGATE
  };

  @FuzzTest(maxDuration = "5m")
  void takesAnything(byte[] input) {
    ByteBuf in = Unpooled.wrappedBuffer(input);
    long timestampMs = 0;
    try (IngestWorld world = new IngestWorld()) {
      try {
        while (in.readableBytes() >= 5) {
          int type = typeOf(in.readUnsignedByte());
          timestampMs = timestampMs + in.readShort() & 0xFFFF_FFFFL;
          int bytes = Math.min(in.readUnsignedShort(), in.readableBytes());
          give(world, type, timestampMs, in.readSlice(bytes));
        }
      } catch (RtmpException e) {
        assertTrue(e.reason() == Reason.NO_USABLE_TRACK || e.reason() == Reason.MALFORMED);
      }
      check(world);
    }
  }

  private static int typeOf(int number) {
    return switch (number) {
      case MessageType.VIDEO, MessageType.AUDIO, MessageType.DATA_AMF0, MessageType.AGGREGATE ->
          number;
      default -> TYPES[number & 3];
    };
  }

  private static void give(IngestWorld world, int type, long timestampMs, ByteBuf bytes) {
    ByteBuf body = world.allocator.directBuffer(Math.max(1, bytes.readableBytes()));
    body.writeBytes(bytes);
    if (type == MessageType.AGGREGATE) {
      AggregateMessage.split(
          1, timestampMs, body, (each, stream, ms, part) -> take(world, each, ms, part));
    } else {
      take(world, type, timestampMs, body);
    }
  }

  private static void take(IngestWorld world, int type, long timestampMs, ByteBuf body) {
    switch (type) {
      case MessageType.VIDEO -> world.ingest.onVideo(timestampMs, body);
      case MessageType.AUDIO -> world.ingest.onAudio(timestampMs, body);
      case MessageType.DATA_AMF0 -> world.ingest.onData(timestampMs, body);
      default -> body.release();
    }
  }

  private static void check(IngestWorld world) {
    Map<Integer, Double> lastSeconds = new HashMap<>();
    for (MediaFrame frame : world.frames) {
      int id = frame.track().id();
      double seconds = (double) frame.dtsTicks() / frame.track().timescaleHz();
      double last = lastSeconds.getOrDefault(id, -1.0);
      boolean data = id == Track.DATA_ID;
      assertTrue(data ? seconds >= last : seconds > last, () -> frame + " after " + last + " s");
      lastSeconds.put(id, seconds);
      assertTrue(data || wasAnnounced(world.announced, frame.track()), frame::toString);
      assertTrue(frame.sizeBytes() > 0, frame::toString);
      assertTrue(frame.data().refCnt() >= 1, frame::toString);
    }
    world.announced.forEach(tracks -> assertTrue(tracks.size() <= IngestTracks.MAX_TRACKS));
    MediaStats stats = world.ingest.stats();
    long media = world.frames.stream().filter(f -> f.track().id() != Track.DATA_ID).count();
    assertTrue(stats.videoFrames() + stats.audioFrames() >= media, stats::toString);
  }

  private static boolean wasAnnounced(List<List<Track>> announced, Track track) {
    return announced.stream().anyMatch(tracks -> tracks.contains(track));
  }
}
