package io.headrace.rtmp.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.headrace.rtmp.amf.AmfLimits;
import io.headrace.rtmp.amf.AmfValue;
import io.netty.buffer.Unpooled;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamMetadataTest {
  @Test
  void readsWhichTracksAreAnnounced() {
    assertAnnounces(Set.of(0, 1), AmfValue.object("videocodecid", 7, "audiocodecid", "mp4a"));
    assertAnnounces(Set.of(0), AmfValue.object("hasVideo", true, "hasAudio", false));
    assertAnnounces(Set.of(0, 1), AmfValue.object("videocodecid", 1_752_589_105, "hasAudio", true));
    assertAnnounces(Set.of(), AmfValue.object("videocodecid", 0, "audiocodecid", ""));
    assertAnnounces(Set.of(), AmfValue.NULL);
  }

  @Test
  void readsTheTracksOfTheInfoMaps() {
    AmfValue info = AmfValue.object("width", 640);
    assertAnnounces(
        Set.of(0, 1, 4, 3, 511),
        AmfValue.object(
            "videocodecid",
            7,
            "audiocodecid",
            10,
            "videoTrackIdInfoMap",
            AmfValue.object("2", info),
            "audioTrackIdInfoMap",
            AmfValue.object("1", info, "255", info)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "256", "-1", "1a", "0000001", "first", " 1"})
  void ignoresKeysThatAreNoTracks(String key) {
    assertAnnounces(
        Set.of(), AmfValue.object("videoTrackIdInfoMap", AmfValue.object(key, AmfValue.NULL)));
  }

  @Test
  void announcesNoMoreTracksThanThereMayBe() {
    Object[] map = new Object[400];
    for (int i = 0; i < 200; i++) {
      map[2 * i] = String.valueOf(i);
      map[2 * i + 1] = AmfValue.NULL;
    }
    StreamMetadata metadata = read(AmfValue.object("audioTrackIdInfoMap", AmfValue.object(map)));
    assertEquals(IngestTracks.MAX_TRACKS, metadata.trackIds().size());
  }

  @Test
  void leavesBrokenMetadataAlone() {
    assertNull(StreamMetadata.read(Unpooled.wrappedBuffer(new byte[] {41}), AmfLimits.DEFAULT));
    assertNull(StreamMetadata.read(Unpooled.EMPTY_BUFFER, AmfLimits.DEFAULT));
  }

  private static void assertAnnounces(Set<Integer> ids, AmfValue metadata) {
    assertEquals(new StreamMetadata(ids), read(metadata));
  }

  private static StreamMetadata read(AmfValue metadata) {
    return StreamMetadata.read(
        Unpooled.wrappedBuffer(IngestWorld.amf(metadata)), AmfLimits.DEFAULT);
  }
}
