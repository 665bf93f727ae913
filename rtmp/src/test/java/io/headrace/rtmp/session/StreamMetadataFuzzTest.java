package io.headrace.rtmp.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.headrace.media.codec.HdrInfo;
import io.headrace.media.codec.HdrInfo.MasteringDisplay;
import io.headrace.media.frame.Track;
import io.headrace.rtmp.amf.AmfLimits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * Whatever a data message or a metadata packet holds, nothing is thrown, and what is made of it is
 * within its range. Runs the seeds as an ordinary test, and fuzzes with {@code JAZZER_FUZZ=1}.
 */
class StreamMetadataFuzzTest {
  @FuzzTest(maxDuration = "5m")
  void readsAnything(byte[] input) {
    ByteBuf message = Unpooled.wrappedBuffer(input);
    if (DataMessage.of(message) == DataMessage.METADATA) {
      DataMessage.skipName(message);
      check(StreamMetadata.read(message, AmfLimits.DEFAULT));
    }
    check(ColorInfo.read(Unpooled.wrappedBuffer(input), AmfLimits.DEFAULT));
  }

  private static void check(StreamMetadata metadata) {
    if (metadata != null) {
      assertTrue(metadata.trackIds().size() <= IngestTracks.MAX_TRACKS);
      metadata.trackIds().forEach(id -> assertTrue(id >= 0 && id < Track.DATA_ID));
    }
  }

  private static void check(ColorInfo info) {
    HdrInfo hdr = info == null ? null : info.hdr();
    if (hdr == null) {
      return;
    }
    assertEquals(0, (hdr.colour().primaries() | hdr.colour().matrix()) >> 8);
    MasteringDisplay display = hdr.display();
    if (display != null) {
      assertEquals(0, (display.redX() | display.whiteY() | display.blueY()) >> 16);
      assertEquals(0, (display.maxLuminance() | display.minLuminance()) >> 32);
    }
  }
}
